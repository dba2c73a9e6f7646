package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Condition;
import io.sepia.Storage;
import io.sepia.error.QueryTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Queries that exceed their deadline. */
interface DeadlineContract extends StorageFixture {
    class Letter {
        String id;
        String text;

        Letter() {}

        Letter(String id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    private Storage limited() {
        Storage limited = open(builder -> builder.option("query_timeout", 50));
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            letters.add(new Letter("n" + i, "ab".repeat(1_000) + i));
        }
        limited.saveAll(letters);
        return limited;
    }

    /** A condition that no letter meets, and that is slow to evaluate. */
    private static Condition expensive() {
        Condition condition = field("text").contains("aba0");
        for (int i = 1; i < 200; i++) {
            condition = condition.or(field("text").contains("aba" + i));
        }
        return condition;
    }

    @Test
    default void query_overItsDeadline_isStopped_andTheStoreGoesOn() {
        Storage limited = limited();
        Map<String, ThrowingCallable> queries = new LinkedHashMap<>();
        queries.put("list", () -> limited.query(Letter.class).where(expensive()).list());
        queries.put(
                "sorted",
                () -> limited.query(Letter.class)
                        .where(expensive())
                        .orderBy("text")
                        .limit(3)
                        .list());
        queries.put("ids", () -> limited.query(Letter.class).where(expensive()).ids());
        queries.put(
                "count", () -> limited.query(Letter.class).where(expensive()).count());
        queries.put(
                "delete", () -> limited.query(Letter.class).where(expensive()).delete());
        List<Long> late = new ArrayList<>();
        queries.forEach((name, query) -> {
            long begin = System.nanoTime();
            assertThatExceptionOfType(QueryTimeoutException.class)
                    .as(name)
                    .isThrownBy(query)
                    .withMessageContaining("class Letter")
                    .withMessageContaining("query_timeout (50 ms)");
            late.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) - 50);
            assertThat(inTheEnd(() -> limited.load(Letter.class, "n7").text)).endsWith("7");
            limited.save(new Letter("after", name));
        });
        // On a busy machine one of them is late; without a deadline all of them are late.
        assertThat(late).anyMatch(millis -> millis <= 100);
        assertThat(inTheEnd(() -> limited.load(Letter.class, "after").text)).isEqualTo("delete");
        assertThat(inTheEnd(() -> limited.count(Letter.class))).isEqualTo(3_001);
    }

    /** Returns the result of {@code quick}, which a busy machine may delay beyond the deadline a few times. */
    private static <T> T inTheEnd(Supplier<T> quick) {
        for (int failures = 0; ; failures++) {
            try {
                return quick.get();
            } catch (QueryTimeoutException e) {
                if (failures == 20) {
                    throw e;
                }
            }
        }
    }

    @Test
    default void count_stoppedBeforeInTheTransaction_isStoppedAgainAndWritesGoOn() {
        Storage limited = limited();
        limited.useTransaction(tx -> {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(QueryTimeoutException.class)
                        .isThrownBy(
                                () -> tx.query(Letter.class).where(expensive()).count());
            }
            tx.save(new Letter("later", "1"));
        });
        assertThat(inTheEnd(() -> limited.exists(Letter.class, "later"))).isTrue();
    }

    @Test
    default void query_overItsDeadlineInATransaction_losesNothingOfIt() {
        Storage limited = limited();
        limited.useTransaction(tx -> {
            tx.save(new Letter("before", "1"));
            assertThatExceptionOfType(QueryTimeoutException.class)
                    .isThrownBy(() -> tx.query(Letter.class).where(expensive()).list());
            tx.save(new Letter("later", "1"));
        });
        assertThat(limited.loadAll(Letter.class, List.of("before", "later"))).hasSize(2);
    }
}
