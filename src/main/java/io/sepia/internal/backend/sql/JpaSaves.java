package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /** @param detailed whether the effects tell each write */
    Effects save(List<DocumentWrite> writes, boolean detailed) {
        boolean keeping = recorder.keeps(writes);
        boolean asks = database.refusesAfterWriting();
        if (asks && !keeping && writes.size() == 1 && unique.isUnknown(writes.get(0))) {
            Effects saved = saveGuarded(writes, detailed);
            unique.learn(writes.get(0), saved == null);
            if (saved != null) {
                return saved;
            }
        }
        boolean indexed = !asks || unique.anyOf(writes);
        boolean refusable = asks && indexed || keeping || writes.size() > 1;
        return session.change(refusable, doing(writes), statements -> {
            ConditionalWrites rows = new ConditionalWrites(database, statements, indexed, detailed);
            long now = Rows.micros(clock.instant());
            if (keeping) {
                recorder.save(statements, rows, writes, now);
            } else {
                rows.save(writes, now);
            }
            recorder.saved(statements, writes);
            return Effects.saved(writes, rows.count(), rows.details());
        });
    }

    /**
     * Saves one document unless its class has a unique index, which costs less than to ask for one before. Returns null
     * if the class has one; then nothing is written.
     */
    private @Nullable Effects saveGuarded(List<DocumentWrite> writes, boolean detailed) {
        return session.<@Nullable Effects>change(false, doing(writes), statements -> {
            ConditionalWrites rows = new ConditionalWrites(database.guarded(), statements, false, detailed);
            try {
                rows.save(writes, Rows.micros(clock.instant()));
                recorder.saved(statements, writes);
                return Effects.saved(writes, rows.count(), rows.details());
            } catch (SQLException e) {
                if (database.isGuard(e)) {
                    return null;
                }
                throw e;
            }
        });
    }

    private static Supplier<String> doing(List<DocumentWrite> writes) {
        ObjectKey first = writes.get(0).key();
        return () -> writes.size() == 1 ? "Saving " + first : "Saving " + writes.size() + " documents from " + first;
    }
}
