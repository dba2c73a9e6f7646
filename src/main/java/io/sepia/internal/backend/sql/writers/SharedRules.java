package io.sepia.internal.backend.sql.writers;

import io.sepia.document.HistoryRule;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a store, and the lock that transactions share while they write. See decision 0073, which supersedes
 * decision 0019.
 */
public final class SharedRules implements StoreRules {
    private static final AtomicLong CHANGES = new AtomicLong();

    private final ConcurrentDatabase database;
    private final WritersLock lock;
    private final Supplier<LogAppender> logs;
    private volatile @Nullable Known known;

    /** @param logs creates the appender of one transaction */
    public SharedRules(ConcurrentDatabase database, WritersLock lock, Supplier<LogAppender> logs) {
        this.database = database;
        this.lock = lock;
        this.logs = logs;
    }

    /** The rules as of one version; {@code unique} are the classes with unique indexes, {@code events} with events. */
    record Known(
            long version, boolean changes, Map<String, HistoryRule> history, Set<String> unique, Set<String> events) {}

    @Override
    public ChangeRecorder enter(StatementCache statements, boolean alone) throws SQLException {
        if (alone) {
            lock.alone(statements);
        }
        long version = lock.share(statements);
        Known current = known;
        if (current == null || current.version() != version) {
            current = read(statements, version);
            // A snapshot may show older rules than those of the version.
            if (database.seesCommits(statements.connection())) {
                known = current;
            }
        }
        return new RuleRecorder(database, lock, logs.get(), current);
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
     * Returns how often transactions of this process have changed rules of any store. While a transaction shares the
     * lock, only it can change those of its own store.
     */
    static long changes() {
        return CHANGES.get();
    }

    /** Counts a change of rules by a transaction of this process. */
    static void changed() {
        CHANGES.incrementAndGet();
    }
}
