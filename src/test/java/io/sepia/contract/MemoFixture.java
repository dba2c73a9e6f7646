package io.sepia.contract;

import static io.sepia.Field.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.Condition;
import io.sepia.ObjectQuery;
import io.sepia.error.InvalidQueryException;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Memos and their writers, and queries for them. */
interface MemoFixture extends StorageFixture {
    @Stored
    record Writer(@ObjectId String id, String name) {}

    record Status(boolean deprecated, Optional<LocalDate> since, Map<String, Integer> votes) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @Stored
    class Memo {
        @ObjectId
        String id;

        String title;
        int rank;
        BigDecimal price;
        Instant at;
        DayOfWeek day;
        UUID token;
        Status status;
        List<String> tags = new ArrayList<>();
        Writer author;
        List<Writer> readers = new ArrayList<>();
        Ref<Memo> next;
        Shape shape;
        Object anything;

        @JsonProperty("odd.name")
        String odd;

        @Version
        long version;

        Memo() {}

        Memo(String id, String title, int rank) {
            this.id = id;
            this.title = title;
            this.rank = rank;
        }
    }

    default ObjectQuery<Memo> memos() {
        return storage().query(Memo.class);
    }

    default List<String> found(Condition condition) {
        List<String> ids = memos().where(condition).ids();
        List<String> again = memos().where(condition.toString()).ids();
        assertThat(again).as(condition.toString()).isEqualTo(ids);
        return ids;
    }

    default void refused(ThrowingCallable query, String... parts) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(query)
                .satisfies(error -> assertThat(error.getMessage()).contains(parts));
    }

    default Writer saveMemos() {
        Writer ada = storage().save(new Writer("ada", "Ada"));
        Writer bob = storage().save(new Writer("bob", "Bob"));
        Memo first = new Memo("a", "Engine", 1);
        first.price = new BigDecimal("9.99");
        first.at = Instant.parse("2026-01-31T12:00:00Z");
        first.day = DayOfWeek.MONDAY;
        first.token = UUID.fromString("00000000-0000-0000-0000-000000000001");
        first.status = new Status(true, Optional.of(LocalDate.of(2026, 1, 1)), Map.of("x.y", 3));
        first.tags.addAll(List.of("css", "html"));
        first.author = ada;
        first.readers.addAll(List.of(ada, bob));
        first.shape = new Circle(1.5);
        first.odd = "odd";
        Memo second = new Memo("b", "English", 2);
        second.author = bob;
        second.next = Ref.to(Memo.class, "a");
        second.at = Instant.parse("2026-01-31T12:00:00.5Z");
        second.anything = Map.of("deep", List.of(1, 2));
        Memo third = new Memo("c", "Other", 3);
        storage().saveAll(List.of(first, second, third));
        return ada;
    }
}
