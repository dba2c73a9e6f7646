package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.Storage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.StorageFailureException;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.Difference;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers a whole store to another one, and back. */
interface TransferContract extends StorageFixture {
    /** A class whose objects contain references. */
    @Stored
    final class Holder {
        String id;
        Part single;
        List<Part> parts = new ArrayList<>();
        Map<String, Part> byKey = new java.util.LinkedHashMap<>();
        Holder nested;

        Holder() {}

        Holder(String id) {
            this.id = id;
        }
    }

    /** A class whose objects are targets of references. */
    @Stored
    final class Part {
        String id;
        String text;

        Part() {}

        Part(String id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    private void fill(Storage storage) {
        Part one = new Part("p.1", "one\ntwo");
        Part two = new Part("a/b", "½😀");
        Holder inner = new Holder("inner");
        inner.single = one;
        Holder outer = new Holder("outer");
        outer.single = two;
        outer.parts = List.of(two, one, two);
        outer.byKey.put("z/", one);
        outer.byKey.put("", two);
        outer.nested = inner;
        storage.save(outer);
        outer.parts = List.of();
        storage.save(outer, Map.of("by", "ada"));
        storage.documents("Raw").save("1", "[1,\n 2]", "{ \"k\" : 1 }");
        storage.documents("Raw").save("2", "1.50");
        storage.documents("Text").save("t", "\"bare\"");
        storage.indexes().add(IndexDefinition.of("Part", "text").asUnique());
        storage.useTransaction(tx -> {
            tx.documents("Raw").save("3", "{}");
            tx.documents("Raw").delete("3");
        });
    }

    @Test
    default void exportData_interruptedThread_leavesNoFile(@TempDir Path directory) throws IOException {
        Storage storage = storage();
        storage.documents("Note").save("a", "{}");
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(StorageFailureException.class)
                    .isThrownBy(() -> storage.contents().exportData(directory.resolve("export.jsonl")))
                    .withMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(directory).isEmptyDirectory();
        assertThat(storage.contents()
                        .exportData(directory.resolve("export.jsonl"))
                        .documents())
                .isEqualTo(1);
    }

    @Test
    default void exportAndImport_giveAnEqualStore(@TempDir Path directory) {
        Storage storage = open(builder -> builder.option("events", "Raw"));
        fill(storage);
        Path file = directory.resolve("all.jsonl.gz");
        TransferSummary exported = storage.contents().exportData(file);
        Storage other = open(builder -> builder);
        TransferSummary imported = other.contents().importData(file);

        assertThat(imported.written()).isEqualTo(exported.documents()).isEqualTo(7);
        assertThat(imported.events()).isEqualTo(exported.events()).isPositive();
        assertThat(other.contents().hash()).isEqualTo(storage.contents().hash());
        assertThat(other.documents("Raw").load("1").content()).isEqualTo("[1,\n 2]");
        assertThat(other.documents("Raw").load("1"))
                .isEqualTo(storage.documents("Raw").load("1"));
        assertThat(other.indexes().list()).isEqualTo(storage.indexes().list());
        assertThat(events(other)).isEqualTo(events(storage));
        assertThat(other.contents().differences(storage, each -> {})).isZero();
        assertThat(other.contents().importData(file).equal()).isEqualTo(7);
    }

    private static List<Event> events(Storage storage) {
        try (Stream<Event> events = storage.changes().events(EventFilter.ALL)) {
            return events.toList();
        }
    }

    @Test
    default void copy_toMemoryAndBack_isEqual() {
        fill(storage());
        try (Storage memory = Storage.open("memory", Map.of())) {
            TransferSummary copied = storage().contents().copyTo(memory);
            assertThat(copied.written()).isEqualTo(7);
            assertThat(memory.contents().hash()).isEqualTo(storage().contents().hash());
            Storage again = open(builder -> builder);
            memory.contents().copyTo(again);
            assertThat(again.contents().hash()).isEqualTo(storage().contents().hash());
            assertThat(memory.contents().copyTo(again).equal()).isEqualTo(7);
        }
    }

    @Test
    default void copy_brokenOff_goesOnWhereItStopped() {
        for (int i = 0; i < 1_200; i++) {
            storage().documents("N").save("n" + i, "{\"i\":" + i + "}");
        }
        Storage other = open(builder -> builder);
        assertThatExceptionOfType(Rollback.class)
                .isThrownBy(() -> storage().contents().copyTo(other, ConflictPolicy.FAIL, documents -> {
                    if (documents >= 1_000) {
                        throw new Rollback();
                    }
                }));
        assertThat(other.documents("N").count()).isEqualTo(1_000);

        TransferSummary rest = storage().contents().copyTo(other);
        assertThat(rest.equal()).isEqualTo(1_000);
        assertThat(rest.written()).isEqualTo(200);
        assertThat(other.contents().hash()).isEqualTo(storage().contents().hash());
    }

    @Test
    default void import_policies_decideAboutOthers(@TempDir Path directory) throws Exception {
        storage().documents("N").save("a", "{\"from\":\"export\"}");
        storage().documents("N").save("b", "{}");
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);
        Thread.sleep(2);
        Storage other = open(builder -> builder);
        other.documents("N").save("a", "{\"from\":\"here\"}");
        StoredDocument there = other.documents("N").load("a");

        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> other.contents().importData(file));
        assertThat(other.documents("N").ids()).containsExactly("a");
        for (ConflictPolicy policy : List.of(ConflictPolicy.SKIP, ConflictPolicy.NEWER)) {
            assertThat(other.contents().importData(file, policy).skipped())
                    .as("%s", policy)
                    .isEqualTo(1);
            assertThat(other.documents("N").load("a")).isEqualTo(there);
        }
        assertThat(other.documents("N").exists("b")).isTrue();
        List<Difference> differences = new ArrayList<>();
        assertThat(storage().contents().differences(other, differences::add)).isOne();
        assertThat(differences).containsExactly(new Difference(new ObjectKey("N", "a"), Difference.Kind.CONTENT));
        assertThat(other.contents().importData(file, ConflictPolicy.OVERWRITE).written())
                .isOne();
        assertThat(other.contents().hash()).isEqualTo(storage().contents().hash());
        other.documents("N").save("a", "{\"from\":\"later\"}");
        other.contents().exportData(file);
        assertThat(storage().contents().importData(file, ConflictPolicy.NEWER).written())
                .isOne();
        assertThat(storage().documents("N").load("a").content()).contains("later");
    }

    @Test
    default void import_ofBadFiles_namesTheLineAndStoresNothing(@TempDir Path directory) throws IOException {
        storage().documents("N").save("a", "{}");
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);
        List<String> lines = Files.readAllLines(file);
        Storage other = open(builder -> builder);

        refused(other, file, lines.subList(0, lines.size() - 1), "cut off");
        refused(other, file, List.of(lines.get(0), lines.get(2)), "but 0 and 0");
        refused(
                other,
                file,
                List.of(lines.get(0), lines.get(1).replace("{}", "{\"a\":1,\"a\":2}"), lines.get(2)),
                "line 2");
        refused(other, file, List.of(lines.get(0), lines.get(1).replace("\"N\"", "\"..\""), lines.get(2)), "line 2");
        refused(other, file, List.of("{\"id\":\"a\"}"), "not an export");
        Files.write(file, List.of(lines.get(0).replace("\"version\":1", "\"version\":2"), lines.get(1), lines.get(2)));
        assertThatExceptionOfType(IncompatibleStoreException.class)
                .isThrownBy(() -> other.contents().importData(file));
        assertThat(other.classes()).isEmpty();
    }

    private static void refused(Storage storage, Path file, List<String> lines, String message) throws IOException {
        Files.write(file, lines);
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage.contents().importData(file))
                .withMessageContaining(message);
    }

    @Test
    default void import_ofTheOriginalsExport_storesWhatHasContent(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("export.json"), """
                {"Note":[{"id":"n1","content":"a text"},{"id":"n.2","content":"{\\"title\\":\\"T\\"}"}],
                 "Box":[{"id":"b1","type":"container"}]}
                """);
        TransferSummary imported = storage().contents().importData(file);

        assertThat(imported.written()).isEqualTo(2);
        assertThat(imported.contentless()).containsExactly(new ObjectKey("Box", "b1"));
        assertThat(content("Note", "n1")).isEqualTo("\"a text\"");
        assertThat(content("Note", "n.2")).isEqualTo("{\"title\":\"T\"}");
    }

    @Test
    default void transfers_bringGenerationsAndTheirRules(@TempDir Path directory) {
        Storage from = storage();
        from.documents("kept").keepHistory(new HistoryRule(true, 9, 99));
        for (String id : List.of("a", "b", "gone", "report.2024")) {
            from.documents("kept").save(id, "{\"is\":1}", "{\"who\":\"ada\"}");
            from.documents("kept").save(id, "{\"is\": 2}");
        }
        from.documents("kept").save("one", "1");
        from.documents("kept").delete("gone");
        from.documents("asked").saveGeneration("x", "\"by call\"");
        Path file = directory.resolve("export.jsonl.gz");
        assertThat(from.contents().exportData(file).generations()).isEqualTo(6);

        Storage imported = open(builder -> builder);
        assertThat(imported.contents().importData(file).generations()).isEqualTo(6);
        Storage copied = open(builder -> builder);
        copied.documents("kept").save("b", "{\"is\":0}");
        from.contents().copyTo(copied, ConflictPolicy.OVERWRITE, progress -> {});
        for (Storage each : List.of(imported, copied)) {
            assertThat(each.contents().hash()).isEqualTo(from.contents().hash());
            assertThat(each.documents("kept").historyRule()).contains(new HistoryRule(true, 9, 99));
            assertThat(each.documents("kept").history("gone").list())
                    .isEqualTo(from.documents("kept").history("gone").list())
                    .hasSize(2);
            assertThat(each.documents("kept").history("b").list())
                    .isEqualTo(from.documents("kept").history("b").list())
                    .hasSize(2);
            each.documents("kept").save("a", "3");
            assertThat(each.documents("kept").history("a").count()).isEqualTo(3);
            assertThat(each.documents("asked").history("x").count()).isEqualTo(1);
        }
        assertThat(imported.contents().importData(file, ConflictPolicy.SKIP).generations())
                .isZero();
        assertThat(imported.documents("kept").history("a").count()).isEqualTo(3);
    }

    @Test
    default void copy_toItself_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storage().contents().copyTo(storage()));
    }
}
