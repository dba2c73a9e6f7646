package io.sepia.internal.notice;

import io.sepia.change.EventType;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Effect;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.document.LoggedEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one transaction. It logs events in the transaction, and notifies listeners after the commit. Used on
 * one thread at a time, as the transaction is. See decision 0072.
 */
public final class Observation implements Ledger {
    private final ChangeNotices notices;
    private final EventClasses events;
    private final BackendTransaction transaction;
    private final Ledger also;
    private final @Nullable WriteRecord record;
    private Set<String> learned = Set.of();
    private @Nullable Set<String> stored;
    private @Nullable String description;
    private boolean ended;

    Observation(ChangeNotices notices, EventClasses events, BackendTransaction transaction, Ledger also) {
        this.notices = notices;
        this.events = events;
        this.transaction = transaction;
        this.also = also;
        this.record = notices.isListening() ? new WriteRecord() : null;
        transaction.report(this);
    }

    /** Returns the observed transaction. */
    public BackendTransaction transaction() {
        return transaction;
    }

    /**
     * Sets the metadata of subsequent events in this transaction. Metadata passed with a save takes precedence.
     *
     * @param metadata a JSON object as text, or null for none
     */
    public void describe(@Nullable String metadata) {
        description = metadata;
    }

    /** Returns the metadata set by the last call of {@link #describe}. */
    public @Nullable String description() {
        return description;
    }

    @Override
    public boolean wantsDetails() {
        return record != null || events.areDeclared() || !stored().isEmpty();
    }

    @Override
    public boolean wantsDetails(String className) {
        return record != null && notices.isListeningTo(className) || hasEvents(className);
    }

    private boolean hasEvents(String className) {
        return events.isDeclared(className) || stored().contains(className);
    }

    /** Returns the classes recorded in the store as having events, as of the first call in this transaction. */
    private Set<String> stored() {
        Set<String> known = stored;
        if (known == null) {
            known = events.stored(transaction);
            stored = known;
        }
        return known;
    }

    @Override
    public void enter(Effects effects) {
        also.enter(effects);
        if (record != null) {
            effects.details().forEach(each -> notices.wrote(record, each.change()));
        }
        switch (effects.verb()) {
            case SAVE, DELETE -> log(effects.details());
            // Restored objects bring their own events; forgotten objects have lost theirs.
            case RESTORE, FORGET -> {}
        }
    }

    private void log(List<Effect> effects) {
        List<LoggedEvent> logged = effects.stream()
                .filter(each -> hasEvents(each.change().key().className()))
                .map(this::event)
                .toList();
        for (LoggedEvent each : logged) {
            String className = each.key().className();
            if (!stored().contains(className) && !learned.contains(className)) {
                learned = Stream.concat(learned.stream(), Stream.of(className)).collect(Collectors.toUnmodifiableSet());
                transaction.events().keep(className, true);
            }
        }
        if (!logged.isEmpty()) {
            transaction.events().add(logged);
        }
    }

    /**
     * A savepoint of an observation.
     *
     * @param record the savepoint of the changes for listeners
     * @param learned the classes that the transaction has recorded as having events
     */
    public record Mark(WriteRecord.@Nullable Mark record, Set<String> learned) {}

    /** Returns a savepoint at the current position. */
    public Mark mark() {
        return new Mark(record == null ? null : record.mark(), learned);
    }

    /** Drops all changes since {@code mark}, because the transaction was rolled back to it. */
    public void rollBackTo(Mark mark) {
        learned = mark.learned();
        if (record != null && mark.record() != null) {
            notices.withdrew(record.rollBackTo(mark.record()));
        }
    }

    private LoggedEvent event(Effect effect) {
        return new LoggedEvent(
                0,
                effect.change().key(),
                EventType.of(effect.change().kind()),
                effect.change().version(),
                effect.change().at(),
                effect.metadata() == null ? description : effect.metadata());
    }

    /** Must be called after the last write, right before the commit. */
    public void beforeCommit() {
        if (record != null) {
            notices.enqueue(record);
        }
    }

    /** Must be called when the outcome of the transaction is known. Further calls have no effect. */
    public void ended(boolean committed) {
        if (ended) {
            return;
        }
        ended = true;
        if (!committed || !learned.isEmpty()) {
            events.forget();
        }
        if (record != null) {
            notices.ended(record, committed);
        }
    }
}
