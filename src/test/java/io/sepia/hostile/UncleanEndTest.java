package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were not closed properly, with and without damage. */
class UncleanEndTest {
    private static final int SAVES = 20;

    @TempDir
    private Path directory;

    private Path file;
    private Path log;
    private final List<String> warnings = new ArrayList<>();

    /** Leaves a file and a write-ahead log with 20 transactions, as a process that was killed does. */
    @BeforeEach
    void kill() throws SQLException, IOException {
        Path live = directory.resolve("live.db");
        Storage.open(live).close();
        file = directory.resolve("a.db");
        log = directory.resolve("a.db-wal");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + live);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            for (int i = 0; i < SAVES; i++) {
                statement.execute("INSERT INTO objects (class_name, object_id, content, checksum) VALUES ('N', 'n" + i
                        + "', '{}', " + checksum("n" + i) + ")");
            }
            Files.copy(live, file);
            Files.copy(directory.resolve("live.db-wal"), log);
        }
    }

    private static long checksum(String id) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(("N\0" + id + "\0{}").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private Storage open() {
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(new java.text.MessageFormat(record.getMessage()).format(record.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.sepia.internal.backend.sqlite.connection.UncleanEnd");
        logger.addHandler(handler);
        try {
            return Storage.open(file);
        } finally {
            logger.removeHandler(handler);
        }
    }

    private void flip(Path path, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        bytes[(int) position] ^= 4;
        Files.write(path, bytes);
    }

    @Test
    void open_soundLog_seesAllTransactionsAndWarnsOfNothing() {
        try (Storage storage = open()) {
            assertThat(storage.documents("N").count()).isEqualTo(SAVES);
            assertThat(storage.contents().verify().findings()).isEmpty();
        }
        assertThat(warnings).isEmpty();
        assertThat(directory.resolve("a.db-wal.damaged")).doesNotExist();
    }

    @Test
    void open_logWithAFlippedBit_keepsTheLogAndWarns() throws IOException {
        flip(log, Files.size(log) / 2);
        byte[] damaged = Files.readAllBytes(log);

        try (Storage storage = open()) {
            assertThat(storage.documents("N").count()).isLessThan(SAVES).isPositive();
        }

        assertThat(warnings).singleElement().asString().contains("was not closed properly", "is damaged at byte");
        assertThat(directory.resolve("a.db-wal.damaged")).hasBinaryContent(damaged);
    }

    @Test
    void open_headerOfTheLogIsDamaged_keepsTheLogAndWarns() throws IOException {
        flip(log, 17);

        try (Storage storage = open()) {
            assertThat(storage.documents("N").count()).isZero();
        }

        assertThat(warnings).singleElement().asString().contains("header of the write-ahead log");
        assertThat(directory.resolve("a.db-wal.damaged")).exists();
    }

    @Test
    void verify_logWithAFlippedBit_findsIt() throws IOException {
        flip(log, Files.size(log) / 2);

        try (Storage storage = Storage.open("sqlite", Map.of("database_path", file, "read_only", "true"))) {
            assertThat(storage.contents().verify().findings())
                    .filteredOn(each -> each.kind() == Kind.FILE)
                    .extracting(Finding::problem)
                    .singleElement()
                    .asString()
                    .contains("transactions after it are not seen");
        }
    }

    @Test
    void open_lastDocumentIsDamaged_warns() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE objects SET checksum = checksum + 1 WHERE object_id = 'n19'");
        }
        // An empty journal is left by a process that was killed before its first write.
        assertThat(log).doesNotExist();
        try {
            Files.createFile(directory.resolve("a.db-journal"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }

        open().close();

        assertThat(warnings).singleElement().asString().contains("N 'n19'", "verify");
    }

    @Test
    void verify_journalBesideAFileInWalMode_isFound() throws IOException {
        try (Storage storage = open()) {
            Files.write(directory.resolve("a.db-journal"), new byte[512]);

            assertThat(storage.contents().verify().findings())
                    .extracting(Finding::problem)
                    .singleElement()
                    .asString()
                    .contains("a.db-journal", "Move it away");
        }
    }
}
