package io.sepia.internal.backend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has promised in memory. An entry is told the outcome of the transaction, or a rollback if the
 * transaction is rolled back to a savepoint before the entry. State that other transactions share changes only in
 * entries that see a commit; entries that see no commit undo what was changed before, such as ids that objects of the
 * application received. The ledger also passes the effects of writes on to listeners, events and the cache.
 *
 * <p>Used on one thread at a time, as the transaction is. See decisions 0072 and 0092.
 */
public final class TransactionLedger implements Ledger {
    private final List<Ledger> sinks = new ArrayList<>(2);
    private final List<Consumer<Outcome>> entries = new ArrayList<>();
    private long writes;
    private int running;
    private boolean ending;
    private boolean ended;

    /**
     * A savepoint.
     *
     * @param entries the number of entries before it
     * @param writes the number of writes before it
     */
    public record Mark(int entries, long writes) {}

    /** Adds a receiver of all further effects. */
    public void forwardTo(Ledger sink) {
        sinks.add(sink);
    }

    /** Adds an entry that is told the outcome, once; an entry that another entry adds is told after the others. */
    public void onEnd(Consumer<Outcome> entry) {
        entries.add(entry);
    }

    /** Adds an entry that publishes something after the commit. */
    public void onCommit(Runnable publish) {
        onEnd(outcome -> {
            if (outcome == Outcome.COMMITTED) {
                publish.run();
            }
        });
    }

    /** Adds an entry that undoes something unless the transaction is committed. */
    public void onRollback(Runnable undo) {
        onEnd(outcome -> {
            if (outcome != Outcome.COMMITTED) {
                undo.run();
            }
        });
    }

    /** Records a write that has no effects on objects, such as that of an index. */
    public void wrote() {
        writes++;
    }

    @Override
    public void enter(Effects effects) {
        if (effects.any() || effects.verb() != Effects.Verb.SAVE) {
            writes++;
        }
        sinks.forEach(each -> each.enter(effects));
    }

    @Override
    public boolean wantsDetails(String className) {
        for (Ledger each : sinks) {
            if (each.wantsDetails(className)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean wantsDetails() {
        for (Ledger each : sinks) {
            if (each.wantsDetails()) {
                return true;
            }
        }
        return false;
    }

    /** Returns a savepoint at the current position. */
    public Mark mark() {
        return new Mark(entries.size(), writes);
    }

    /** Returns whether the transaction has written since {@code mark}. */
    public boolean hasWrittenSince(Mark mark) {
        return writes > mark.writes();
    }

    /**
     * Tells the entries since {@code mark} of a rollback, the latest first. Every entry is told, whatever another one
     * throws.
     *
     * @param because as for {@link #end(Outcome, Throwable)}
     */
    public void rollBackTo(Mark mark, @Nullable Throwable because) {
        // If a time-out or the running operation has ended the transaction since then, all entries came after that.
        end(ended ? 0 : mark.entries(), Outcome.ROLLED_BACK, because);
    }

    /**
     * Tells all entries the outcome: of a commit in their order, of anything else the latest first. Every entry is
     * told, whatever another one throws. Further calls have no effect.
     *
     * @param because the failure that is the reason, which receives the failures of entries as suppressed ones; null if
     *     there is none, so that the first failure of an entry is thrown
     */
    public void end(Outcome outcome, @Nullable Throwable because) {
        ended = true;
        end(0, outcome, because);
    }

    /**
     * Begins an operation that writes, which {@link #done} ends.
     *
     * @throws IllegalStateException if entries are being told, one of which called the operation
     */
    public Mark begin() {
        if (ending) {
            throw new IllegalStateException(
                    "An operation was refused, because its transaction is being undone. A setter"
                            + " that receives an earlier id or version must not write to the store.");
        }
        running++;
        return mark();
    }

    public void done() {
        running--;
    }

    /** @throws IllegalStateException if an operation is running, whose code wants to commit */
    public void checkIdle() {
        if (running > 0) {
            throw new IllegalStateException(
                    "The commit was refused, because an operation of the store is running. Commit after it.");
        }
    }

    private void end(int from, Outcome outcome, @Nullable Throwable because) {
        EndSteps steps = EndSteps.because(because);
        boolean within = ending;
        ending = true;
        while (entries.size() > from) {
            List<Consumer<Outcome>> told = entries.subList(from, entries.size());
            List<Consumer<Outcome>> ended = new ArrayList<>(told);
            told.clear();
            if (outcome != Outcome.COMMITTED) {
                Collections.reverse(ended);
            }
            ended.forEach(each -> steps.run(() -> each.accept(outcome)));
        }
        ending = within;
        steps.end();
    }
}
