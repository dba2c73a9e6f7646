package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.DocumentWrite;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Saves documents in a transaction, with as few statements as their classes allow. */
final class JpaSaves {
    private final TransactionSession session;
    private final Database database;
    private final UniqueClasses unique;
    private final ChangeRecorder recorder;
    private final Clock clock;

    JpaSaves(
            TransactionSession session, Database database, UniqueClasses unique, ChangeRecorder recorder, Clock clock) {
        this.session = session;
        this.database = database;
        this.unique = unique;
        this.recorder = recorder;
        this.clock = clock;
    }

    void save(List<DocumentWrite> writes) {
        boolean keeping = recorder.keeps(writes);
        boolean asks = database.refusesAfterWriting();
        if (asks && !keeping && writes.size() == 1 && unique.isUnknown(writes.get(0))) {
            boolean saved = saveGuarded(writes);
            unique.learn(writes.get(0), !saved);
            if (saved) {
                return;
            }
        }
        boolean indexed = !asks || unique.anyOf(writes);
        write(ChangedRows.saved(writes, asks && indexed || keeping), writes, statements -> {
            save(statements, new ConditionalWrites(database, statements, indexed), writes);
            return true;
        });
    }

    /** Saves one document unless its class has a unique index, which costs less than to ask for one before. */
    private boolean saveGuarded(List<DocumentWrite> writes) {
        return write(ChangedRows.saved(writes, false), writes, statements -> {
            try {
                save(statements, new ConditionalWrites(database.guarded(), statements, false), writes);
                return true;
            } catch (SQLException e) {
                if (database.isGuard(e)) {
                    return false;
                }
                throw e;
            }
        });
    }

    private void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes)
            throws SQLException {
        recorder.save(statements, rows, writes, Rows.micros(clock.instant()));
        recorder.saved(statements, writes);
    }

    private boolean write(ChangedRows changed, List<DocumentWrite> writes, TransactionSession.Work<Boolean> work) {
        ObjectKey first = writes.get(0).key();
        Supplier<String> doing =
                () -> writes.size() == 1 ? "Saving " + first : "Saving " + writes.size() + " documents from " + first;
        return session.<Boolean>write(changed, doing, work);
    }
}
