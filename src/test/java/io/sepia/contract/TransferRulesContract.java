package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ReferencedException;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import io.sepia.report.ConflictPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules and unique values of transferred objects, and exports that were changed. */
interface TransferRulesContract extends StorageFixture {
    /** Deleting it is refused while there are references to it. */
    @Stored(value = "tr", onDelete = OnDelete.REFUSE)
    final class Target {
        String id;

        Target() {}

        Target(String id) {
            this.id = id;
        }
    }

    /** Refers to a target. */
    @Stored(value = "hr")
    final class HolderOfTarget {
        String id;
        Target target;

        HolderOfTarget() {}

        HolderOfTarget(String id, Target target) {
            this.id = id;
            this.target = target;
        }
    }

    @Test
    default void transfers_bringTheRulesOfReferences(@TempDir Path directory) {
        storage().save(new HolderOfTarget("h", new Target("a")));
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);
        Storage imported = open(builder -> builder);
        imported.contents().importData(file);
        Storage copied = open(builder -> builder);
        storage().contents().copyTo(copied);

        for (Storage each : List.of(imported, copied)) {
            assertThatExceptionOfType(ReferencedException.class)
                    .isThrownBy(() -> each.documents("tr").delete("a"));
            assertThat(each.documents("tr").exists("a")).isTrue();
        }
    }

    private static Map<String, String> mails(int count, int shift) {
        Map<String, String> documents = new HashMap<>();
        for (int i = 0; i < count; i++) {
            documents.put("u" + i, "{\"mail\":\"" + (i + shift) % count + "@example.org\"}");
        }
        return documents;
    }

    @Test
    default void overwriting_movesUniqueValuesBetweenObjects(@TempDir Path directory) {
        IndexDefinition mail = IndexDefinition.of("User", "mail").asUnique();
        storage().documents("User").saveAll(mails(1_200, 7));
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);

        for (boolean copies : new boolean[] {false, true}) {
            Storage other = open(builder -> builder);
            other.documents("User").saveAll(mails(1_200, 0));
            other.indexes().add(mail);
            if (copies) {
                storage().contents().copyTo(other, ConflictPolicy.OVERWRITE, documents -> {});
            } else {
                other.contents().importData(file, ConflictPolicy.OVERWRITE);
            }
            assertThat(other.documents("User").load("u0").content()).contains("\"7@");
            assertThat(storage().contents().differences(other, each -> {})).isZero();
            assertThat(other.indexes().list()).hasSize(1);
            assertThatExceptionOfType(NotUniqueException.class)
                    .isThrownBy(() -> other.documents("User").save("new", "{\"mail\":\"5@example.org\"}"));
        }
    }

    @Test
    default void overwriting_toAResultThatIsNotUnique_changesNothing(@TempDir Path directory) {
        storage().documents("User").saveAll(mails(3, 0));
        storage().documents("User").save("u9", "{\"mail\":\"0@example.org\"}");
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);
        Storage other = open(builder -> builder);
        other.documents("User").saveAll(mails(3, 1));
        other.indexes().add(IndexDefinition.of("User", "mail").asUnique());
        String before = other.contents().hash();

        assertThatExceptionOfType(NotUniqueException.class)
                .isThrownBy(() -> other.contents().importData(file, ConflictPolicy.OVERWRITE));

        assertThat(other.contents().hash()).isEqualTo(before);
        assertThatExceptionOfType(NotUniqueException.class)
                .isThrownBy(() -> other.documents("User").save("new", "{\"mail\":\"0@example.org\"}"));
    }

    @Test
    default void import_withBlankLinesBeforeTheHeader_isRead(@TempDir Path directory) throws IOException {
        Storage storage = storage();
        storage.documents("Note").save("a", "{}");
        Path file = directory.resolve("export.jsonl");
        storage.contents().exportData(file);
        Files.writeString(file, "\n\r\n  \n" + Files.readString(file));

        try (Storage target = Storage.open("memory", Map.of())) {
            assertThat(target.contents().importData(file, ConflictPolicy.FAIL).written())
                    .isEqualTo(1);
        }
    }

    @Test
    default void import_ofAKeyTwiceWithOtherContent_isRefused(@TempDir Path directory) throws IOException {
        Storage other = open(builder -> builder);
        for (int between : new int[] {0, 700}) {
            Path file = directory.resolve("twice" + between + ".jsonl");
            List<String> lines = new ArrayList<>(List.of("{\"format\":\"sepia-export\",\"version\":1}", line("a", 1)));
            for (int i = 0; i < between; i++) {
                lines.add(line("b" + i, i));
            }
            lines.add(line("a", 2));
            lines.add("{\"end\":{\"documents\":" + (between + 2) + ",\"events\":0}}");
            Files.write(file, lines);
            for (ConflictPolicy policy : ConflictPolicy.values()) {
                assertThatExceptionOfType(DocumentFormatException.class)
                        .isThrownBy(() -> other.contents().importData(file, policy))
                        .withMessageContaining(new ObjectKey("N", "a") + " twice");
            }
        }
        assertThat(other.classes()).isEmpty();
    }

    private static String line(String id, int value) {
        return "{\"class\":\"N\",\"id\":\"" + id + "\",\"type\":\"serializable\",\"version\":1,"
                + "\"created\":\"2026-01-31T12:00:00Z\",\"updated\":\"2026-01-31T12:00:00Z\",\"content\":{\"v\":"
                + value + "}}";
    }

    @Test
    default void import_ofAFlippedBit_isRefusedByItsLine(@TempDir Path directory) throws IOException {
        for (int i = 0; i < 20; i++) {
            storage().documents("N").save("n" + i, "{\"text\":\"some text " + i + "\"}", "{\"by\":\"ada\"}");
        }
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);
        byte[] sound = Files.readAllBytes(file);
        Storage other = open(builder -> builder);
        Random random = new Random(5);
        for (int i = 0; i < 150; i++) {
            byte[] flipped = sound.clone();
            int at = random.nextInt(flipped.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            try {
                other.contents().importData(new ByteArrayInputStream(flipped), ConflictPolicy.FAIL);
            } catch (DocumentFormatException | io.sepia.error.IncompatibleStoreException refused) {
                assertThat(other.classes()).as("flip at %s", at).isEmpty();
                continue;
            }
            assertThat(new String(sound, at, 1, StandardCharsets.ISO_8859_1)
                            + other.contents().hash())
                    .as("flip at %s", at)
                    .endsWith(storage().contents().hash());
            other.clear();
        }
    }

    @Test
    default void import_leavesOutBadLinesIfAsked(@TempDir Path directory) throws IOException {
        storage().documents("N").saveAll(Map.of("a", "1", "b", "2", "c", "3"));
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(2, lines.get(2).replace("\"content\":2", "\"content\":4"));
        lines.remove(lines.size() - 1);
        Files.write(file, lines);
        Storage other = open(builder -> builder);

        List<String> bad = new ArrayList<>();
        other.contents().importData(file, ConflictPolicy.FAIL, error -> bad.add(error.getMessage()));

        assertThat(other.documents("N").ids()).containsExactly("a", "c");
        assertThat(bad)
                .satisfiesExactly(
                        first -> assertThat(first).contains("line 3", "checksum"),
                        second -> assertThat(second).contains("no end line"));
    }

    @Test
    default void deepestDocument_isExportedAndImported(@TempDir Path directory) {
        String deepest = "[".repeat(500) + "]".repeat(500);
        storage().documents("N").save("deep", deepest);
        storage().documents("N").saveGeneration("deep", deepest);
        Path file = directory.resolve("all.jsonl");
        storage().contents().exportData(file);
        Storage other = open(builder -> builder);
        other.contents().importData(file);
        assertThat(other.documents("N").load("deep").content()).isEqualTo(deepest);
    }

    @Test
    default void activity_keepsItsNameWhateverTheMetadataSay() {
        Storage logged = open(builder -> builder.option("events", "C"));
        logged.documents("C").save("x", "{}");
        logged.documents("C").history("x").logActivity("viewed", Map.of("action", "deleted", "by", "ada"));
        assertThat(logged.documents("C").history("x").lastEvent().orElseThrow().metadata())
                .containsEntry("action", "viewed")
                .containsEntry("by", "ada");
    }
}
