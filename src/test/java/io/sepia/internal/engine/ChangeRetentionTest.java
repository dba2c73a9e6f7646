package io.sepia.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.change.ChangeCursor;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.CursorTooOldException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.jpa.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention of the change log while its store is open. */
class ChangeRetentionTest {
    private static final Duration KEPT = Duration.ofHours(10);

    @TempDir
    private Path directory;

    private StorageBackend backend;
    private Instant now = Instant.now();

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @BeforeEach
    void open() {
        backend = SqliteStorage.open(Map.of("database_path", directory.resolve("store.db")));
        backend.keepChanges(true);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private static ObjectKey key(int id) {
        return new ObjectKey("note", "n" + id);
    }

    private void change(Consumer<BackendTransaction> work) {
        try (BackendTransaction tx = backend.begin(Access.READ_WRITE)) {
            work.accept(tx);
            tx.commit();
        }
    }

    private void save(int objects, int times) {
        change(tx -> {
            List<DocumentWrite> writes = new ArrayList<>();
            for (int i = 0; i < objects * times; i++) {
                writes.add(
                        new DocumentWrite(key(i % objects), ObjectType.SERIALIZABLE, "{}", null, WriteCondition.NONE));
            }
            tx.save(writes);
        });
    }

    private long rows() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM object_changes")) {
            return row.getLong(1);
        }
    }

    @Test
    void look_logThatHasGrown_sweepsWhatIsOutdated() throws Exception {
        try (ChangeRetention retention = ChangeRetention.manual(backend, KEPT, clock)) {
            save(10, 10);
            assertThat(retention.look()).isFalse();
            assertThat(rows()).isEqualTo(100);

            save(1_000, 55);
            assertThat(retention.look()).isTrue();
            assertThat(rows()).isEqualTo(1_000);
            assertThat(backend.<Integer>read(tx -> tx.changes()
                            .since(ChangeCursor.BEGINNING, 2_000)
                            .changes()
                            .size()))
                    .isEqualTo(1_000);

            assertThat(retention.look()).isFalse();
        }
    }

    @Test
    void look_everyHour_forgetsDeletionsThatAreTooOld() throws Exception {
        try (ChangeRetention retention = ChangeRetention.manual(backend, KEPT, clock)) {
            save(3, 1);
            ChangeCursor before = backend.read(tx -> tx.changes().end());
            change(tx -> tx.delete(key(1), WriteCondition.NONE));
            save(1, 1);

            now = now.plus(Duration.ofHours(2));
            assertThat(retention.look()).isTrue();
            assertThat(backend.<Long>read(tx ->
                            (long) tx.changes().since(before, 10).changes().size()))
                    .isEqualTo(2);

            now = now.plus(Duration.ofMinutes(50));
            assertThat(retention.look()).isFalse();

            now = now.plus(Duration.ofHours(9));
            assertThat(retention.look()).isTrue();
            assertThatExceptionOfType(CursorTooOldException.class)
                    .isThrownBy(() -> backend.read(tx -> tx.changes().since(before, 10)));
        }
    }
}
