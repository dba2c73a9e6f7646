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
 * The ledger of one transaction: logs its events in it, and tells listeners when it was committed. Used as the
 * transaction is, by one thread at a time. See decision 0072.
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

    /** The transaction that is observed. */
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

    /** The classes that have events, as the store said when this transaction first asked. */
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
            // What is restored brings its own events, and those of what is forgotten are gone.
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
     * How far the transaction has come.
     *
     * @param record what listeners are to be told
     * @param learned the classes of which the store has been told that they have events
     */
    public record Mark(WriteRecord.@Nullable Mark record, Set<String> learned) {}

    /** Marks what was written so far. */
    public Mark mark() {
        return new Mark(record == null ? null : record.mark(), learned);
    }

    /** Drops what was written since {@code mark}, because the transaction was rolled back to there. */
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
        if (!committed || !learned.isEmpty()) {
            events.forget();
        }
        if (record != null) {
            notices.ended(record, committed);
        }
    }
}
