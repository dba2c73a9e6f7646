package io.sepia.internal.notice;

import io.sepia.change.EventType;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Effect;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.document.LoggedEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Observes the writes of one transaction: logs events in the transaction, and notifies listeners after the commit. Used
 * on one thread at a time, as the transaction is. See decisions 0072 and 0092.
 */
public final class Observation implements Ledger {
    private final ChangeNotices notices;
    private final EventClasses events;
    private final BackendTransaction transaction;
    private final TransactionLedger ledger;
    /** The number of subscriptions when the transaction began. */
    private final long subscriptions;

    private @Nullable WriteRecord record;
    private boolean written;
    /** Whether there are writes without a record, because no listener wanted them. */
    private boolean unrecorded;

    private Set<String> learned = Set.of();
    private boolean restored;
    private EventClasses.@Nullable Known stored;
    private @Nullable String description;

    Observation(ChangeNotices notices, EventClasses events, BackendTransaction transaction, TransactionLedger ledger) {
        this.notices = notices;
        this.events = events;
        this.transaction = transaction;
        this.ledger = ledger;
        this.subscriptions = notices.subscriptions();
        ledger.forwardTo(this);
        ledger.onEnd(this::ended);
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
        return record() != null || events.areDeclared() || !stored().isEmpty();
    }

    @Override
    public boolean wantsDetails(String className) {
        return record() != null && notices.isListeningTo(className) || hasEvents(className);
    }

    /** Returns the record of changes for listeners, from the first write on for which there are any; or null. */
    private @Nullable WriteRecord record() {
        if (record == null && notices.isListening()) {
            record = new WriteRecord();
        }
        return record;
    }

    private boolean hasEvents(String className) {
        return events.isDeclared(className) || stored().contains(className);
    }

    /** Returns the classes recorded in the store as having events, as of the first call in this transaction. */
    private Set<String> stored() {
        EventClasses.Known known = stored;
        if (known == null) {
            known = events.stored(transaction);
            stored = known;
        }
        return known.classes();
    }

    @Override
    public void enter(Effects effects) {
        // A deletion by a query lists its effects in any case, and so does not ask whether they are wanted.
        WriteRecord changes = record();
        written |= effects.any();
        unrecorded |= changes == null ? effects.any() : effects.details().size() < effects.count();
        if (changes != null) {
            WriteRecord.Mark mark = changes.mark();
            effects.details().forEach(each -> notices.wrote(changes, each.change()));
            ledger.onEnd(outcome -> {
                if (outcome == Outcome.ROLLED_BACK) {
                    notices.withdrew(changes.rollBackTo(mark));
                }
            });
        }
        switch (effects.verb()) {
            case SAVE, DELETE -> log(effects.details());
            // Restored objects bring their own events, and with them classes that have events.
            case RESTORE -> restored = true;
            // Forgotten objects have lost their events.
            case FORGET -> {}
        }
    }

    private void log(List<Effect> effects) {
        if (effects.isEmpty()) {
            return;
        }
        List<LoggedEvent> logged = effects.stream()
                .filter(each -> hasEvents(each.change().key().className()))
                .map(this::event)
                .toList();
        for (LoggedEvent each : logged) {
            String className = each.key().className();
            if (!stored().contains(className) && !learned.contains(className)) {
                Set<String> before = learned;
                ledger.onRollback(() -> learned = before);
                learned = Stream.concat(learned.stream(), Stream.of(className)).collect(Collectors.toUnmodifiableSet());
                transaction.events().keep(className, true);
            }
        }
        if (!logged.isEmpty()) {
            transaction.events().add(logged);
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
        if (changesClasses()) {
            events.changing();
        }
        if (record != null) {
            notices.enqueue(record);
        }
    }

    private boolean changesClasses() {
        return restored || !learned.isEmpty();
    }

    private void ended(Outcome outcome) {
        EventClasses.Known read = stored;
        if (outcome == Outcome.COMMITTED && read != null && !changesClasses()) {
            events.committed(read);
        }
        if (record != null) {
            notices.ended(record, outcome);
        }
        boolean isMissed = outcome == Outcome.UNKNOWN
                ? written
                : outcome == Outcome.COMMITTED && unrecorded && subscriptions != notices.subscriptions();
        if (isMissed) {
            notices.missed();
        }
    }
}
