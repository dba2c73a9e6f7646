package io.sepia.internal.graph;

import java.util.ArrayList;
import java.util.List;

/** The changes that a transaction made to the application's objects, to be undone by a rollback. */
public final class UndoLog {
    private final List<Runnable> steps = new ArrayList<>();

    /** Adds the action that undoes the latest change. */
    void add(Runnable step) {
        steps.add(step);
    }

    /** Returns the number of changes so far, for {@link #rollBackTo}. */
    public int mark() {
        return steps.size();
    }

    /** Undoes all changes, the latest first. */
    public void rollBack() {
        rollBackTo(0);
    }

    /** Undoes the changes since {@link #mark} returned {@code mark}, the latest first. */
    public void rollBackTo(int mark) {
        while (steps.size() > mark) {
            steps.remove(steps.size() - 1).run();
        }
    }
}
