package io.sepia.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.report.VerifyReport;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
    private static final int PAGE = 4_096;

    @TempDir
    private Path directory;

    private Path file;
    private byte[] sound;
    private final Map<ObjectKey, String> contents = new HashMap<>();

    @BeforeEach
    void fill() throws IOException {
        file = directory.resolve("damaged.db");
        try (Storage storage =
                Storage.open("sqlite", Map.of("database_path", file, "events", "N", "journal_mode", "DELETE"))) {
            storage.documents("N").keepHistory(HistoryRule.ALL);
            for (int i = 0; i < 400; i++) {
                String text = i % 40 == 0 ? "long ".repeat(3_000) : "text ".repeat(i % 20);
                save(storage, "n" + i, "{\"i\":" + i + ",\"text\":\"" + text + "\"}");
            }
            for (int i = 0; i < 100; i++) {
                save(storage, "n" + i, "{\"later\":" + i + "}");
            }
            for (int i = 300; i < 400; i++) {
                storage.documents("N").delete("n" + i);
                contents.remove(new ObjectKey("N", "n" + i));
            }
        }
        sound = Files.readAllBytes(file);
    }

    private void save(Storage storage, String id, String content) {
        storage.documents("N").save(id, content, "{\"by\":\"ada\"}");
        contents.put(new ObjectKey("N", id), content);
    }

    /** Salvages the file and returns the contents of the new store, which are never wrong. */
    private Map<ObjectKey, String> recovered(String name) throws IOException {
        byte[] before = Files.readAllBytes(file);
        try (Storage storage = Storage.open("sqlite", Map.of("database_path", directory.resolve(name)))) {
            report = storage.contents().recover(file);
            assertThat(storage.contents().verify().findings()).isEmpty();
            Map<ObjectKey, String> found = new HashMap<>();
            storage.documents("N").stream().forEach(each -> found.put(each.key(), each.content()));
            assertThat(report.documents()).isEqualTo(found.size());
            generations = storage.documents("N").history("n1").list().size();
            assertThat(file).hasBinaryContent(before);
            return found;
        }
    }

    private VerifyReport report;
    private int generations;

    @Test
    void soundFile_comesBackWhole() throws IOException {
        assertThat(recovered("new.db")).isEqualTo(contents);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.SCHEMA);
        assertThat(report.generations()).isEqualTo(200);
        assertThat(report.events()).isEqualTo(600);
        assertThat(generations).isPositive();
        try (Storage old = Storage.open("sqlite", Map.of("database_path", file));
                Storage storage = Storage.open("sqlite", Map.of("database_path", directory.resolve("new.db")))) {
            assertThat(old.contents().differences(storage, each -> {})).isZero();
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> storage.contents().recover(file));
        }
    }

    @Test
    void committedFramesOfTheWriteAheadLog_count() throws IOException {
        Files.delete(file);
        try (Storage storage = Storage.open("sqlite", Map.of("database_path", file))) {
            storage.documents("N").save("a", "{\"in\":\"the log\"}");
            Path copy = directory.resolve("copy.db");
            Files.copy(file, copy);
            Files.copy(directory.resolve("damaged.db-wal"), directory.resolve("copy.db-wal"));
            file = copy;
            assertThat(recovered("new.db")).isEqualTo(Map.of(new ObjectKey("N", "a"), "{\"in\":\"the log\"}"));
            // A torn last frame.
            Path log = directory.resolve("copy.db-wal");
            Files.write(log, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
            assertThat(recovered("other.db")).hasSize(1);
        }
    }

    @Test
    void overwrittenHeader_losesNothing() throws IOException {
        byte[] damaged = sound.clone();
        Arrays.fill(damaged, 0, PAGE, (byte) 7);
        Files.write(file, damaged);

        assertThat(recovered("new.db")).containsAllEntriesOf(contents);
        assertThat(report.findings()).extracting(Finding::problem).anyMatch(each -> each.contains("header"));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1_024, 8_192, 65_536})
    void overwrittenHeaderAndPagesOfAnotherSize_loseNothing(int pageSize) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + pageSize);
            statement.execute("VACUUM");
        }
        byte[] damaged = Files.readAllBytes(file);
        Arrays.fill(damaged, 0, Math.min(pageSize, PAGE), (byte) 7);
        Files.write(file, damaged);

        assertThat(recovered("new.db")).isEqualTo(contents);
    }

    @Test
    void rulesAndIndexes_comeBackWhereTheyCanBeRead() throws IOException {
        IndexDefinition plain = new IndexDefinition("N", List.of("i"), false);
        try (Storage storage = Storage.open("sqlite", Map.of("database_path", file, "journal_mode", "DELETE"))) {
            storage.indexes().add(plain);
        }

        assertThat(recovered("new.db")).isEqualTo(contents);

        try (Storage storage = Storage.open(directory.resolve("new.db"))) {
            assertThat(storage.indexes().list())
                    .extracting(IndexEntry::definition)
                    .containsExactly(plain);
            assertThat(storage.documents("N").historyRule()).contains(HistoryRule.ALL);
            long before = storage.documents("N").history("n1").count();
            storage.documents("N").save("n1", "{}");
            assertThat(storage.documents("N").history("n1").count()).isEqualTo(before + 1);
            assertThat(storage.documents("N").history("n1").lastEvent()).isPresent();
        }
    }

    @Test
    void zeroedAndSwappedPagesAndCutTails_loseOnlyTheirRows() throws IOException {
        Random random = new Random(3);
        int pages = sound.length / PAGE;
        for (int i = 0; i < 12; i++) {
            byte[] damaged = sound.clone();
            int one = random.nextInt(pages) * PAGE;
            int other = random.nextInt(pages) * PAGE;
            switch (i % 3) {
                case 0 -> Arrays.fill(damaged, one, one + PAGE, (byte) 0);
                case 1 -> {
                    System.arraycopy(sound, other, damaged, one, PAGE);
                    System.arraycopy(sound, one, damaged, other, PAGE);
                }
                default -> damaged = Arrays.copyOf(damaged, damaged.length - random.nextInt(8 * PAGE));
            }
            Files.write(file, damaged);

            Map<ObjectKey, String> found = recovered("new" + i + ".db");

            assertThat(contents).containsAllEntriesOf(found);
            assertThat(found.size()).isGreaterThan(contents.size() - 60);
            Set<ObjectKey> lost = report.findings().stream()
                    .filter(each -> each.kind() == Kind.DOCUMENT)
                    .map(each -> each.key().orElseThrow())
                    .collect(Collectors.toSet());
            assertThat(lost).doesNotContainAnyElementsOf(found.keySet());
            List<ObjectKey> unnamed = contents.keySet().stream()
                    .filter(each -> !found.containsKey(each) && !lost.contains(each))
                    .toList();
            // The lost page may be one of the index itself, but then it loses no row.
            assertThat(unnamed).as("damage %s", i).isEmpty();
        }
    }

    @Test
    void fileBehindALink_comesBackWithTheLogNextToIt() throws IOException {
        Files.delete(file);
        try (Storage storage = Storage.open("sqlite", Map.of("database_path", file))) {
            storage.documents("N").save("a", "{\"in\":\"the log\"}");
            Path copies = Files.createDirectory(directory.resolve("copies"));
            Files.copy(file, copies.resolve("copy.db"));
            Files.copy(directory.resolve("damaged.db-wal"), copies.resolve("copy.db-wal"));
            file = Files.createSymbolicLink(directory.resolve("link.db"), copies.resolve("copy.db"));
            assertThat(recovered("new.db")).hasSize(1);
        }
    }

    @Test
    void indexByAField_namesNoLossesBeyondThoseOfItsClass() throws IOException {
        try (Storage storage = Storage.open("sqlite", Map.of("database_path", file, "journal_mode", "DELETE"))) {
            storage.indexes().add(new IndexDefinition("N", List.of("text"), false));
        }
        sound = Files.readAllBytes(file);
        assertThat(recovered("new.db")).isEqualTo(contents);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.SCHEMA);

        byte[] damaged = sound.clone();
        int at = new String(sound, StandardCharsets.ISO_8859_1).lastIndexOf("{\"i\":250,");
        Arrays.fill(damaged, at / PAGE * PAGE, (at / PAGE + 1) * PAGE, (byte) 0);
        Files.write(file, damaged);
        assertThat(recovered("other.db")).hasSizeLessThan(contents.size()).isNotEmpty();
        assertThat(report.findings())
                .filteredOn(each -> each.kind() == Kind.DOCUMENT)
                .isNotEmpty()
                .allMatch(each -> each.key().orElseThrow().className().equals("N"));
    }

    @Test
    void overwrittenLengthsOfValues_loseOnlyTheirRows() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            byte[] damaged = sound.clone();
            for (int j = 0; j < 20; j++) {
                int at = random.nextInt(sound.length - 100);
                // Long numbers of variable length, as of lengths and types.
                for (int k = random.nextInt(100); k >= 0; k--) {
                    damaged[at + k] = (byte) (0x80 | random.nextInt(128));
                }
            }
            Files.write(file, damaged);
            try (Storage storage = Storage.open("memory", Map.of())) {
                assertThat(storage.contents().recover(file).documents()).isPositive();
                storage.documents("N").stream()
                        .forEach(each -> assertThat(each.content()).isEqualTo(contents.get(each.key())));
            }
        }
    }
}
