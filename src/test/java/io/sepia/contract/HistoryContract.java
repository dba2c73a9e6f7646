package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.Field;
import io.sepia.ObjectHistory;
import io.sepia.document.Generation;
import io.sepia.document.GenerationInfo;
import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.GenerationNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.model.History;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Earlier states of objects, as applications see them. */
interface HistoryContract extends StorageFixture {
    /** A class with all generations. */
    @Stored(value = "report", history = @History)
    record Report(String id, String text) {}

    /** A class without history. */
    @Stored("plain")
    record Plain(String id, String text) {}

    /** A container with all generations. */
    @Stored(value = "folder", history = @History)
    final class Folder {
        String id;
        String name = "";
        List<Report> reports = new ArrayList<>();
        Leaf leaf;

        @Version
        long version;

        Folder() {}

        Folder(String id, String name, List<Report> reports) {
            this.id = id;
            this.name = name;
            this.reports = reports;
        }
    }

    /** A class whose deletion clears references to it. */
    @Stored(value = "leaf", onDelete = OnDelete.CLEAR)
    record Leaf(String id) {}

    static List<Long> numbers(ObjectHistory<?> history) {
        return history.list().stream().map(GenerationInfo::number).toList();
    }

    private List<String> texts(String id) {
        ObjectHistory<Report> history = storage().history(Report.class, id);
        return numbers(history).stream()
                .map(each -> history.at(each).orElseThrow().value().text())
                .toList();
    }

    private void saveReports(String id, int count) {
        IntStream.rangeClosed(1, count).forEach(i -> storage().save(new Report(id, "t" + i)));
    }

    @Test
    default void history_ofFiveSaves_hasFiveGenerations() {
        saveReports("r", 5);
        ObjectHistory<Report> history = storage().history(Report.class, "r");

        assertThat(numbers(history)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(history.count()).isEqualTo(5);
        assertThat(texts("r")).containsExactly("t1", "t2", "t3", "t4", "t5");
        Generation<Report> latest = history.latest().orElseThrow();
        assertThat(latest.value()).isEqualTo(new Report("r", "t5"));
        assertThat(latest.number()).isEqualTo(5);
        assertThat(latest.version()).isEqualTo(5);
        assertThat(latest.createdAt())
                .isEqualTo(
                        storage().findVersioned(Report.class, "r").orElseThrow().updatedAt());
        assertThat(history.at(6)).isEmpty();
        assertThat(history.key().id()).isEqualTo("r");
    }

    @Test
    default void history_ofAnObjectThatWasNeverStored_isEmpty() {
        ObjectHistory<Report> history = storage().history(Report.class, "none");
        assertThat(history.list()).isEmpty();
        assertThat(history.count()).isZero();
        assertThat(history.latest()).isEmpty();
        assertThat(history.at(1)).isEmpty();
        assertThat(history.at(Instant.now())).isEmpty();
    }

    @Test
    default void history_idsThatEndInDigits_areObjectsOfTheirOwn() {
        storage().save(new Report("report.2024", "of 2024"));
        storage().save(new Report("report.2023", "of 2023"));
        storage().save(new Report("report.2024", "of 2024, corrected"));
        storage().save(new Report("report.3000000000", "large"));
        storage().save(new Report("report.3000000000", "larger"));
        storage().save(new Report("10.0.0.1", "one"));
        storage().save(new Report("10.0.0.2", "two"));

        assertThat(texts("report.2023")).containsExactly("of 2023");
        assertThat(texts("report.2024")).containsExactly("of 2024", "of 2024, corrected");
        assertThat(texts("report.3000000000")).containsExactly("large", "larger");
        assertThat(texts("10.0.0.1")).containsExactly("one");
        assertThat(texts("report")).isEmpty();
        assertThat(storage().count(Report.class)).isEqualTo(5);
        assertThat(storage().load(Report.class, "report.2023").text()).isEqualTo("of 2023");
        assertThat(storage().find(Report.class, "report")).isEmpty();
        assertThat(storage().find(Report.class, "report.2024.1")).isEmpty();
    }

    @Test
    default void history_metadata_tellsWho() {
        storage().save(new Report("r", "a"), Map.of("who", "ada"));
        storage().save(new Report("r", "b"), Map.of("who", "bob"));

        ObjectHistory<Report> history = storage().history(Report.class, "r");
        assertThat(history.list())
                .extracting(GenerationInfo::metadata)
                .containsExactly(Map.of("who", "ada"), Map.of("who", "bob"));
        assertThat(history.at(1).orElseThrow().metadata()).isEqualTo(Map.of("who", "ada"));
    }

    @Test
    default void history_atAMoment_isWhatWasThere() throws InterruptedException {
        storage().save(new Report("r", "a"));
        Thread.sleep(5);
        Instant first = Instant.now();
        Thread.sleep(5);
        storage().save(new Report("r", "b"));
        Thread.sleep(5);
        storage().delete(Report.class, "r");
        Thread.sleep(5);
        Instant deleted = Instant.now();
        Thread.sleep(5);
        storage().save(new Report("r", "c"));

        ObjectHistory<Report> history = storage().history(Report.class, "r");
        assertThat(history.at(first).orElseThrow().value().text()).isEqualTo("a");
        assertThat(history.at(history.list().get(1).createdAt())
                        .orElseThrow()
                        .value()
                        .text())
                .isEqualTo("b");
        assertThat(history.at(deleted)).isEmpty();
        assertThat(history.at(Instant.now()).orElseThrow().value().text()).isEqualTo("c");
        assertThat(history.at(history.list().get(0).createdAt().minusNanos(1_000)))
                .isEmpty();
        assertThat(history.list().get(1).deletedAt()).isPresent();
    }

    @Test
    default void history_ofADeletedObject_staysAndGoesOn() {
        saveReports("r", 2);
        storage().delete(Report.class, "r");
        assertThat(storage().history(Report.class, "r").latest().orElseThrow().value())
                .isEqualTo(new Report("r", "t2"));
        assertThat(texts("r")).containsExactly("t1", "t2");
        storage().save(new Report("r", "again"));
        assertThat(texts("r")).containsExactly("t1", "t2", "again");
    }

    @Test
    default void history_eachWayOfWriting_isKept() {
        storage().insert(new Report("r", "a"));
        storage().update(new Report("r", "b"));
        storage().saveAll(List.of(new Report("r", "c"), new Report("s", "a")));
        storage().updateAll(List.of(new Report("r", "d"), new Report("s", "b")));
        storage().documents("report").save("r", "{\"id\":\"r\",\"text\":\"e\"}");
        storage().documents("report").update("r", "{\"id\":\"r\",\"text\":\"f\"}", 5);
        storage().useTransaction(tx -> {
            tx.save(new Report("r", "g"));
            tx.save(new Report("r", "h"));
        });
        storage().query(Report.class).where(Field.field("text").eq("h")).delete();
        storage().insertAll(List.of(new Report("r", "i")));
        storage().deleteAll(Report.class, List.of("r"));
        storage().save(new Report("r", "j"));
        storage().clear(Report.class);
        storage().save(new Report("r", "k"));
        storage().clear();

        assertThat(texts("r")).containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");
        assertThat(texts("s")).containsExactly("a", "b");
        assertThat(storage().history(Report.class, "r").list().stream()
                        .filter(each -> each.deletedAt().isPresent())
                        .map(GenerationInfo::number))
                .containsExactly(8L, 9L, 10L, 11L);
    }

    @Test
    default void history_ofGraphs_isKept() {
        Folder folder = new Folder("f", "one", List.of(new Report("r", "a")));
        storage().saveGraph(folder);
        folder.reports = List.of(new Report("r", "b"));
        storage().saveGraph(folder);

        assertThat(texts("r")).containsExactly("a", "b");
        assertThat(storage().history(Folder.class, "f").count()).isEqualTo(2);
    }

    @Test
    default void history_whenReferencesAreTakenOut_keepsTheHolder() {
        Folder folder = new Folder("f", "one", List.of());
        folder.leaf = new Leaf("l");
        storage().save(folder);
        storage().delete(Leaf.class, "l");

        ObjectHistory<StoredDocument> history = storage().documents("folder").history("f");
        assertThat(history.count()).isEqualTo(2);
        assertThat(history.at(1).orElseThrow().value().content()).contains("leaf\":{\"$ref");
        assertThat(history.at(2).orElseThrow().value().content()).doesNotContain("leaf\":{\"$ref");
    }

    @Test
    default void history_ofATransactionThatRollsBack_isNotKept() {
        saveReports("r", 1);
        rolledBack(tx -> {
            tx.save(new Report("r", "gone"));
            assertThat(tx.history(Report.class, "r").count()).isEqualTo(2);
            assertThat(tx.history(Report.class, "r")
                            .latest()
                            .orElseThrow()
                            .value()
                            .text())
                    .isEqualTo("gone");
            tx.delete(Report.class, "r");
        });
        assertThat(texts("r")).containsExactly("t1");
        saveReports("r", 2);
        assertThat(texts("r")).containsExactly("t1", "t1", "t2");
    }

    @Test
    default void history_ofAContainer_isComplete() {
        storage().save(new Report("a", "of a"));
        Folder folder = new Folder("f", "one", List.of(new Report("a", "of a"), new Report("b", "of b")));
        storage().save(folder);
        folder.name = "two";
        folder.reports = List.of();
        storage().save(folder);
        storage().save(new Report("a", "new of a"));

        ObjectHistory<Folder> history = storage().history(Folder.class, "f");
        Folder first = history.at(1).orElseThrow().value();
        assertThat(first.name).isEqualTo("one");
        assertThat(first.version).isEqualTo(1);
        // References of a generation lead to what is stored now.
        assertThat(first.reports).containsExactly(new Report("a", "new of a"), new Report("b", "of b"));
        assertThat(history.latest().orElseThrow().value().reports).isEmpty();
        assertThat(folder.id).isEqualTo("f");
        assertThatExceptionOfType(StaleVersionException.class).isThrownBy(saving(first)::call);

        Folder restored = history.restore(1);
        assertThat(restored.name).isEqualTo("one");
        assertThat(restored.version).isEqualTo(3);
        assertThat(restored.reports).hasSize(2);
        assertThat(storage().load(Folder.class, "f").reports).hasSize(2);
        assertThat(history.count()).isEqualTo(3);
        assertThat(storage().whoReferences(Report.class, "b")).hasSize(1);
    }

    @Test
    default void diff_ofGenerations_isAPatch() {
        storage().save(new Report("r", "a"));
        storage().save(new Report("r", "b"));
        ObjectHistory<Report> history = storage().history(Report.class, "r");
        assertThat(history.diff(1, 2)).isEqualTo("[{\"op\":\"replace\",\"path\":\"/text\",\"value\":\"b\"}]");
        assertThat(history.diff(2, 2)).isEqualTo("[]");
        assertThatExceptionOfType(GenerationNotFoundException.class)
                .isThrownBy(() -> history.diff(1, 9))
                .withMessageContaining("generation 9 of report 'r'");
    }

    @Test
    default void restore_ofAGeneration_isASave() {
        storage().save(new Report("r", "a"), Map.of("who", "ada"));
        storage().save(new Report("r", "b"), Map.of("who", "bob"));
        ObjectHistory<Report> history = storage().history(Report.class, "r");

        assertThat(history.restore(1)).isEqualTo(new Report("r", "a"));
        assertThat(texts("r")).containsExactly("a", "b", "a");
        assertThat(history.latest().orElseThrow().metadata()).isEqualTo(Map.of("who", "ada"));
        storage().delete(Report.class, "r");
        assertThat(history.restore(2, Map.of("who", "eve"))).isEqualTo(new Report("r", "b"));
        assertThat(storage().load(Report.class, "r").text()).isEqualTo("b");
        assertThat(history.latest().orElseThrow().metadata()).isEqualTo(Map.of("who", "eve"));
        assertThatExceptionOfType(GenerationNotFoundException.class).isThrownBy(() -> history.restore(99));
        assertThat(history.count()).isEqualTo(4);
    }

    @Test
    default void generations_twoThousand_areReadInPages() {
        storage().documents("many").keepHistory(HistoryRule.ALL);
        for (int part = 0; part < 2; part++) {
            int first = part * 1_000;
            storage().useTransaction(tx -> {
                for (int i = first; i < first + 1_000; i++) {
                    tx.documents("many").save("a", "{\"n\":" + i + "}");
                }
            });
        }
        ObjectHistory<StoredDocument> history = storage().documents("many").history("a");
        assertThat(history.count()).isEqualTo(2_000);
        try (Stream<GenerationInfo> all = history.generations()) {
            assertThat(all.mapToLong(GenerationInfo::number))
                    .containsExactly(IntStream.rangeClosed(1, 2_000)
                            .asLongStream()
                            .boxed()
                            .toArray(Long[]::new));
        }
        assertThat(history.at(1_000).map(Generation::value).map(StoredDocument::content))
                .contains("{\"n\":999}");
        assertThat(history.latest().map(Generation::number)).contains(2_000L);
        Optional<Generation<StoredDocument>> then =
                history.at(history.list().get(777).createdAt());
        assertThat(then.orElseThrow().number()).isGreaterThanOrEqualTo(778);
    }

    @Test
    default void forget_ofATransaction_isRefused() {
        storage().save(new Plain("p", "stays"));
        storage().useTransaction(tx -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> tx.history(Plain.class).forget("p"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> tx.documents("plain").forget(List.of("p")));
            assertThatIllegalStateException()
                    .isThrownBy(() -> storage().history(Plain.class).forget("p"));
        });
        assertThat(storage().exists(Plain.class, "p")).isTrue();
        assertThat(storage().documents("plain").forget(List.of("p", "absent"))).isEqualTo(1);
        assertThat(storage().exists(Plain.class, "p")).isFalse();
    }
}
