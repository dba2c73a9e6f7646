package io.sepia.graph;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a transaction changed in the application's objects, so that a rollback takes it back. */
public final class UndoLog {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** Remembers how to take the latest change back. */
    void add(Runnable step) {
        steps.push(step);
    }

    /** Takes everything back, the latest change first. */
    public void rollBack() {
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }
}
