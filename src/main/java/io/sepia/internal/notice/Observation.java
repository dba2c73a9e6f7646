package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.EventType;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.document.LoggedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One transaction that is observed: its events are logged in it, its listeners are told when it was committed. Used as
 * the transaction is, by one thread at a time.
 */
public final class Observation implements WriteTap {
    private final ChangeNotices notices;
    private final EventClasses events;
    private final BackendTransaction delegate;
    private final TappedTransaction transaction;
    private final @Nullable WriteRecord record;
    private final Set<String> learned = new HashSet<>();
    private @Nullable String description;
    private boolean ended;

    Observation(ChangeNotices notices, EventClasses events, BackendTransaction delegate) {
        this.notices = notices;
        this.events = events;
        this.delegate = delegate;
        this.transaction = new TappedTransaction(delegate, this);
        this.record = notices.isListening() ? new WriteRecord() : null;
    }

    /** The transaction to write by. */
    public BackendTransaction transaction() {
        return transaction;
    }

    /**
     * Says what the events that follow in this transaction get as metadata, where nothing is given with a save.
     *
     * @param metadata a JSON object as text, or null for none
     */
    public void describe(@Nullable String metadata) {
        description = metadata;
    }

    /** What {@link #describe} was told last. */
    public @Nullable String description() {
        return description;
    }

    @Override
    public boolean wantsAny() {
        return record != null || events.any(delegate);
    }

    @Override
    public boolean wants(String className) {
        return record != null && notices.isListeningTo(className) || events.has(className, delegate);
    }

    @Override
    public void wrote(List<Write> writes) {
        if (record != null) {
            writes.forEach(each -> notices.wrote(record, each.change()));
        }
        List<LoggedEvent> logged = writes.stream()
                .filter(each -> events.has(each.change().key().className(), delegate))
                .map(this::event)
                .toList();
        for (LoggedEvent each : logged) {
            String className = each.key().className();
            if (!events.stored(delegate).contains(className) && learned.add(className)) {
                delegate.events().keep(className, true);
            }
        }
        if (!logged.isEmpty()) {
            delegate.events().add(logged);
        }
    }

    @Override
    public void restored(List<Change> changes) {
        if (record != null) {
            changes.forEach(each -> notices.wrote(record, each));
        }
    }

    private LoggedEvent event(Write write) {
        return new LoggedEvent(
                0,
                write.change().key(),
                EventType.of(write.change().kind()),
                write.change().version(),
                write.change().at(),
                write.metadata() == null ? description : write.metadata());
    }

    /** To be called when everything is written, right before the commit. */
    public void beforeCommit() {
        if (record != null) {
            notices.line(record);
        }
    }

    /** To be called once it is known how the transaction ended; further calls have no effect. */
    public void ended(boolean committed) {
        if (ended) {
            return;
        }
        ended = true;
        if (committed && !learned.isEmpty()) {
            events.learn(learned);
        }
        if (record != null) {
            notices.ended(record, committed);
        }
    }
}
