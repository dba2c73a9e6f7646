package io.sepia.internal.backend.sqlite.connection;

import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.jpa.Fixtures;
import io.sepia.internal.backend.jpa.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** Checks that another program gets the write lock. */
@Tag("alone")
class WriteLockSharingTest {
    private static final long MILLIS_OF_A_TRANSACTION = 15;

    @Test
    void transactionsLongerThanASlice_inSequence_letAnotherProgramWriteInBetween(@TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("store.db");
        try (SqliteStorage store = Fixtures.open(file);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=0");
                Statement statement = other.createStatement()) {
            save(store, write(note("a"), "0"));
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> ours = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                for (; !over.get(); count++) {
                    try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                        transaction.save(List.of(write(note("a"), "1")));
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS_OF_A_TRANSACTION));
                        transaction.commit();
                    }
                }
                return count;
            });
            int theirs = 0;
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (System.nanoTime() < end) {
                theirs += writes(statement) ? 1 : 0;
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(400));
            }
            over.set(true);
            assertThat(theirs)
                    .as(
                            "transactions of the other program, compared with %d of the store",
                            ours.get(10, TimeUnit.SECONDS))
                    .isGreaterThan(ours.get());
        }
    }

    private static boolean writes(Statement statement) throws SQLException {
        try {
            statement.execute("BEGIN IMMEDIATE");
        } catch (SQLException e) {
            if (e.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code) {
                return false;
            }
            throw e;
        }
        statement.execute("UPDATE objects SET updated_at = updated_at + 1");
        statement.execute("COMMIT");
        return true;
    }
}
