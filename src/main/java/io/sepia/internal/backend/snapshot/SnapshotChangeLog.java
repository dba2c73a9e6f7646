package io.sepia.internal.backend.snapshot;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.internal.backend.ChangeLog;
import java.time.Instant;

/** The log of changes in a transaction's snapshot. */
final class SnapshotChangeLog implements ChangeLog {
    private final SnapshotTransaction transaction;

    SnapshotChangeLog(SnapshotTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public boolean isKept() {
        return transaction.read().changes().log() != null;
    }

    @Override
    public long last() {
        return transaction.read().changes().last();
    }

    @Override
    public ChangeCursor end() {
        return transaction.read().changes().end();
    }

    @Override
    public ChangePage since(ChangeCursor cursor, int limit) {
        return transaction.read().changes().since(cursor, limit);
    }

    @Override
    public long forget(Instant before) {
        return transaction.write(snapshot -> {
            ChangeHistory kept = snapshot.changes().forgetting(before, 0, Integer.MAX_VALUE);
            return new SnapshotTransaction.Written(
                    snapshot.with(kept),
                    snapshot.changes().changes().size() - kept.changes().size());
        });
    }

    @Override
    public long forgetSome(Instant before, long from, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A part has at least 1 change, not " + most);
        }
        return transaction.write(snapshot -> {
            ChangeHistory history = snapshot.changes();
            return new SnapshotTransaction.Written(
                    snapshot.with(history.forgetting(before, from, most)), history.afterPart(from, most));
        });
    }
}
