package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Saves documents in a transaction, by the rules of the store. */
final class JpaSaves {
    private final TransactionSession session;
    private final Database database;
    private final Clock clock;

    JpaSaves(TransactionSession session, Database database, Clock clock) {
        this.session = session;
        this.database = database;
        this.clock = clock;
    }

    /** @param detailed whether the effects tell each write */
    Effects save(List<DocumentWrite> writes, boolean detailed) {
        ObjectKey first = writes.get(0).key();
        Supplier<String> doing =
                () -> writes.size() == 1 ? "Saving " + first : "Saving " + writes.size() + " documents from " + first;
        ChangeRecorder recorder = session.recorder(doing);
        boolean ruled = recorder.mayRefuse(writes);
        return session.change(writes.size() > 1 || ruled, doing, statements -> {
            ConditionalWrites rows = new ConditionalWrites(database, statements, recorder.indexes(writes), detailed);
            long now = Rows.micros(clock.instant());
            if (ruled) {
                recorder.save(statements, rows, writes, now);
            } else {
                rows.save(writes, now);
            }
            recorder.saved(statements, writes);
            return Effects.saved(writes, rows.count(), rows.details());
        });
    }
}
