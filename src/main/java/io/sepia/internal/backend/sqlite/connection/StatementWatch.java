package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sql.ReadLimit;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/**
 * Ends statements of one connection that run for too long. SQLite asks it every so many steps of a statement, on the
 * thread that runs the statement; JDBC's own query timeout does not stop a statement that is running.
 */
public final class StatementWatch extends ProgressHandler {
    /** How many steps of SQLite's machine go by between questions. */
    static final int STEPS = 4_000;

    /** Why a statement was ended. */
    public enum Reason {
        /** It took longer than it may. */
        DEADLINE,
        /** Its thread was interrupted while it ran. */
        INTERRUPT,
        /** The store was closed. */
        CLOSE
    }

    /** Only the thread that has the connection touches what is not volatile. */
    private Deadline deadline = Deadline.NONE;

    private boolean heedsInterrupts;
    private final AtomicBoolean stopped;
    private Reason reason = Reason.CLOSE;

    /** @param stopped whether whatever runs, and whatever will be run, is to end; set from any thread */
    StatementWatch(AtomicBoolean stopped) {
        this.stopped = stopped;
    }

    /**
     * Limits a read on a connection that is not the store's own. A handler that the application has set there gives way
     * for good, since SQLite does not say what it was.
     */
    public static ReadLimit limit(SQLiteConnection connection, Deadline deadline) throws SQLException {
        StatementWatch watch = new StatementWatch(new AtomicBoolean());
        watch.begin(deadline);
        ProgressHandler.setHandler(connection, STEPS, watch);
        return () -> ProgressHandler.clearHandler(connection);
    }

    /** Watches a read that runs from now on until {@link #end}. */
    void begin(Deadline of) {
        deadline = of;
        // Whoever reads with the flag set has a reason to; who sets it while a statement runs wants that to end.
        heedsInterrupts = !Thread.currentThread().isInterrupted();
    }

    void end() {
        deadline = Deadline.NONE;
        heedsInterrupts = false;
    }

    /** Why the statement that failed last was ended. */
    Reason reason() {
        return reason;
    }

    @Override
    protected int progress() {
        if (stopped.get()) {
            return ended(Reason.CLOSE);
        }
        if (deadline.isOver()) {
            return ended(Reason.DEADLINE);
        }
        return heedsInterrupts && Thread.currentThread().isInterrupted() ? ended(Reason.INTERRUPT) : 0;
    }

    private int ended(Reason why) {
        reason = why;
        return 1;
    }
}
