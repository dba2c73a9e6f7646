package io.sepia.internal.graph;

import java.util.ArrayList;
import java.util.List;

/** What a transaction changed in the application's objects, so that a rollback takes it back. */
public final class UndoLog {
    private final List<Runnable> steps = new ArrayList<>();

    /** Remembers how to take the latest change back. */
    void add(Runnable step) {
        steps.add(step);
    }

    /** How many changes there are: a place to come back to. */
    public int mark() {
        return steps.size();
    }

    /** Takes everything back, the latest change first. */
    public void rollBack() {
        rollBackTo(0);
    }

    /** Takes back what changed since {@link #mark} gave {@code mark}, the latest change first. */
    public void rollBackTo(int mark) {
        while (steps.size() > mark) {
            steps.remove(steps.size() - 1).run();
        }
    }
}
