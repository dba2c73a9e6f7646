package io.sepia.internal.backend.snapshot;

import io.sepia.change.EventFilter;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.EventLog;
import io.sepia.internal.document.LoggedEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The events in a transaction's snapshot. */
final class SnapshotEventLog implements EventLog {
    private final SnapshotTransaction transaction;

    SnapshotEventLog(SnapshotTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public Set<String> classes() {
        return transaction.read().events().classes();
    }

    @Override
    public void keep(String className, boolean kept) {
        ObjectKey.checkClassName(className);
        change(events -> events.keeping(className, kept));
    }

    @Override
    public void add(List<LoggedEvent> added) {
        change(events -> {
            EventHistory history = events;
            for (LoggedEvent event : added) {
                history = history.with(event);
            }
            return history;
        });
    }

    private void change(UnaryOperator<EventHistory> change) {
        transaction.write(
                snapshot -> new SnapshotTransaction.Written(snapshot.with(change.apply(snapshot.events())), 0));
    }

    @Override
    public List<LoggedEvent> page(EventFilter filter, long after, int limit) {
        return transaction.read().events().page(filter, after, limit);
    }

    @Override
    public Optional<LoggedEvent> last(ObjectKey key) {
        return transaction.read().events().lastOf(key);
    }
}
