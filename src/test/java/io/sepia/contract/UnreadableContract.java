package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.ObjectQuery;
import io.sepia.Page;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.StorageException;
import io.sepia.model.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** An object that cannot be read is named, and does not hide the others from queries that skip it. */
interface UnreadableContract extends StorageFixture {
    record Reading(String id, int value, Meter meter) {}

    @Stored
    record Meter(String id, int number) {}

    record Value(int value) {}

    /**
     * Saves readings r0 to r9, of which r2 and r7 do not fit, r4 refers to nothing, and r5 to a meter that is unfit.
     */
    private void saveReadings() {
        storage().documents("Meter").save("bad", "{\"number\":\"secret\"}");
        for (int i = 0; i < 10; i++) {
            String meter = i == 4 ? "none" : i == 5 ? "bad" : "";
            storage()
                    .documents("Reading")
                    .save(
                            "r" + i,
                            "{\"value\":" + (i == 2 || i == 7 ? "\"v" + i + "\"" : "" + (100 - i))
                                    + (meter.isEmpty()
                                            ? ""
                                            : ",\"meter\":{\"$ref\":{\"class\":\"Meter\",\"id\":\"" + meter + "\"}}")
                                    + "}");
        }
    }

    private static List<String> ids(List<Reading> found) {
        return found.stream().map(Reading::id).toList();
    }

    private static List<String> readable() {
        return List.of("r0", "r1", "r3", "r6", "r8", "r9");
    }

    private void assertNamed(ThrowingCallable call) {
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(call)
                .withMessageContaining("Reading 'r2'");
    }

    @Test
    default void query_unreadableObject_isNamed() {
        saveReadings();
        ObjectQuery<Reading> query = storage()
                .query(Reading.class)
                .where("@id in ('r0', 'r2', 'r9')")
                .limit(5);
        assertNamed(query::list);
        assertNamed(query::page);
        assertNamed(query.offset(1)::first);
        assertNamed(() -> query.project(Value.class));
        assertNamed(() -> query.stream().toList());
        assertNamed(() -> storage().loadAll(Reading.class, List.of("r0", "r2")));
    }

    @Test
    default void skippingUnreadable_inAnyOrder_returnsTheOthersAndReports() {
        saveReadings();
        List<StorageException> reports = new ArrayList<>();
        ObjectQuery<Reading> query = storage().query(Reading.class).skippingUnreadable(reports::add);
        assertThat(ids(query.list())).isEqualTo(readable());
        assertThat(reports).hasSize(4);
        assertThat(reports.stream().map(Throwable::getMessage))
                .satisfiesExactly(
                        a -> assertThat(a).contains("Reading 'r2'"),
                        b -> assertThat(b).contains("none"),
                        c -> assertThat(c).contains("Meter 'bad'"),
                        d -> assertThat(d).contains("Reading 'r7'"));
        assertThat(ids(query.orderBy("@id desc").limit(3).list())).containsExactly("r9", "r8", "r6");
        assertThat(query.orderBy("@id desc").offset(2).first().map(Reading::id)).contains("r6");
        assertThat(query.where("@id >= 'r7'").project(Value.class)).containsExactly(new Value(92), new Value(91));
        assertThat(query.where("@id in ('r1', 'r2')").one().map(Reading::id)).contains("r1");
        assertThat(query.count()).isEqualTo(10);
        try (Stream<Reading> stream = query.limit(4).stream()) {
            assertThat(stream.map(Reading::id)).isEqualTo(readable().subList(0, 4));
        }
        assertThat(reports).hasSizeGreaterThan(4);
    }

    @Test
    default void skippingUnreadable_pages_containEachReadableObjectOnce() {
        saveReadings();
        for (String order : List.of("@id", "@id desc", "value")) {
            for (int size = 1; size < 8; size++) {
                List<String> walked = new ArrayList<>();
                ObjectQuery<Reading> query = storage()
                        .query(Reading.class)
                        .orderBy(order)
                        .limit(size)
                        .skippingUnreadable(each -> {});
                Page<Reading> page = query.page();
                walked.addAll(ids(page.items()));
                while (page.next().isPresent()) {
                    page = query.after(page.next().get()).page();
                    walked.addAll(ids(page.items()));
                }
                assertThat(walked).as(order + size).containsExactlyInAnyOrderElementsOf(readable());
            }
        }
    }

    @Test
    default void skippingUnreadable_inATransactionWithManyObjects_goesOn() {
        storage()
                .useTransaction(tx -> IntStream.range(0, 600)
                        .forEach(i -> tx.documents("Reading")
                                .save(
                                        String.format("m%03d", i),
                                        i % 100 == 50 ? "{\"value\":null}" : "{\"value\":" + i + "}")));
        List<StorageException> reports = new ArrayList<>();
        storage().useTransaction(tx -> {
            assertThat(tx.query(Reading.class).skippingUnreadable(reports::add).list())
                    .hasSize(594);
            tx.save(new Reading("after", 1, null));
        });
        assertThat(reports).hasSize(6);
        assertThat(storage().exists(Reading.class, "after")).isTrue();
    }
}
