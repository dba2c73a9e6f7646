package io.sepia.internal.backend.h2;

import io.sepia.document.HistoryRule;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.GenerationRules;
import io.sepia.internal.backend.sql.IndexRecords;
import io.sepia.internal.backend.sql.JpaChangeLog;
import io.sepia.internal.backend.sql.JpaEventLog;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.query.IndexDefinition;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a store in H2, and the lock that transactions share while they write. See decision 0073, which
 * supersedes decision 0019.
 *
 * <p>The lock is the table {@code object_writers}: a transaction that writes locks one of its rows, and a transaction
 * that must be alone locks all of them. Each row holds the version of the rules, which tells whether this process has a
 * current copy.
 *
 * <p>Locks are acquired in this order: a row of {@code object_writers}, then rows of objects. A transaction that asks
 * to be alone after it has locked objects may deadlock with another one; H2 detects this and rolls one of them back.
 */
final class H2Rules implements StoreRules {
    private static final int SLOTS = 64;
    private static final String FREE_SLOT =
            "SELECT rules FROM object_writers ORDER BY slot FETCH FIRST ROW ONLY FOR UPDATE SKIP LOCKED";
    private static final String ANY_SLOT = "SELECT rules FROM object_writers WHERE slot = ? FOR UPDATE";
    /** Locks the highest slot first, since transactions that share the lock take the lowest free one. */
    private static final String ALL_SLOTS = "SELECT slot FROM object_writers ORDER BY slot DESC FOR UPDATE WAIT 0.1";

    private static final String NEW_VERSION = "UPDATE object_writers SET rules = ?";
    private static final String SAVEPOINT = "sepia_alone";
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENCE_MILLIS = 7_500;

    private static final AtomicLong CHANGES = new AtomicLong();

    private volatile @Nullable Known known;

    /** The rules as of one version; {@code unique} are the classes with unique indexes, {@code events} with events. */
    record Known(
            long version, boolean changes, Map<String, HistoryRule> history, Set<String> unique, Set<String> events) {}

    @Override
    public ChangeRecorder enter(StatementCache statements, boolean alone) throws SQLException {
        if (alone) {
            alone(statements);
        }
        long version = share(statements);
        Known current = known;
        if (current == null || current.version() != version) {
            current = read(statements, version);
            // A snapshot may show older rules than those of the version.
            if (H2Database.seesCommits(statements.connection().getTransactionIsolation())) {
                known = current;
            }
        }
        return new H2ChangeRecorder(current);
    }

    /** Locks one row and returns the version of the rules. The version cannot change before this transaction ends. */
    private static long share(StatementCache statements) throws SQLException {
        Optional<Long> version = statements.first(FREE_SLOT, row -> row.getLong(1));
        if (version.isEmpty()) {
            // All rows are locked, most likely by a transaction that is alone.
            int slot = ThreadLocalRandom.current().nextInt(SLOTS) + 1;
            version = statements.first(ANY_SLOT, row -> row.getLong(1), slot);
        }
        return version.orElseThrow(() ->
                new StorageFailureException("The table object_writers has lost rows. Open the store with schema=CREATE"
                        + " after deleting step 8 from sepia_schema, which restores them."));
    }

    /** Reads the rules. The transaction must share the lock or have changed the rules itself. */
    static Known read(StatementCache statements, long version) throws SQLException {
        Set<String> unique = new HashSet<>();
        new IndexRecords(statements)
                .all().stream()
                        .map(IndexRecords.Numbered::definition)
                        .filter(IndexDefinition::unique)
                        .forEach(each -> unique.add(each.className()));
        boolean changes = JpaChangeLog.isKept(statements);
        return new Known(version, changes, GenerationRules.read(statements), unique, JpaEventLog.classes(statements));
    }

    /**
     * Locks all rows. While some are locked by other transactions, it releases its rows, pauses and tries again.
     *
     * @throws StorageBusyException if the other transactions do not end in time
     */
    static void alone(StatementCache statements) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            statements.execute("SAVEPOINT " + SAVEPOINT);
            try {
                statements.prepare(ALL_SLOTS).executeQuery().close();
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != H2Database.LOCK_TIMEOUT) {
                    throw e;
                }
                statements.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.currentThread().isInterrupted()) {
                    throw new StorageFailureException(
                            "The thread was interrupted while it waited for other transactions to end. Nothing was"
                                    + " changed.",
                            e);
                }
            }
        }
        throw new StorageBusyException("Other transactions that may write to the store have been open for longer than "
                + PATIENCE_MILLIS + " ms. End them, and run this again.");
    }

    /**
     * Returns how often transactions of this process have changed rules of any store. While a transaction shares the
     * lock, only it can change those of its own store.
     */
    static long changes() {
        return CHANGES.get();
    }

    /**
     * Gives the rules a new version. The transaction must be alone. The version is random, so that one that is rolled
     * back, and of which a process may have a copy, is never given again.
     */
    static void changed(StatementCache statements) throws SQLException {
        CHANGES.incrementAndGet();
        statements.update(NEW_VERSION, ThreadLocalRandom.current().nextLong());
    }
}
