package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sql.ReadLimit;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/**
 * Ends statements of one connection that run for too long or whose thread is interrupted. SQLite calls it every so many
 * steps of a statement, on the thread that runs the statement. JDBC's own query timeout does not stop a running
 * statement. See decision 0028.
 */
public final class StatementWatch extends ProgressHandler {
    /** The number of steps of SQLite's virtual machine between calls. */
    static final int STEPS = 4_000;

    /** Why a statement was ended. */
    public enum Reason {
        /** It ran past its deadline. */
        DEADLINE,
        /** Its thread was interrupted while it ran. */
        INTERRUPT,
        /** The store was closed. */
        CLOSE
    }

    /** Fields that are not volatile are accessed only by the thread that has the connection. */
    private Deadline deadline = Deadline.NONE;

    private boolean heedsInterrupts;
    private boolean suspended;
    private final AtomicBoolean stopped;
    private Reason reason = Reason.CLOSE;

    /** @param stopped whether all running and later statements are to end; set from any thread */
    StatementWatch(AtomicBoolean stopped) {
        this.stopped = stopped;
    }

    /**
     * Limits a read on a connection that does not belong to the store. A progress handler that the application has set
     * on it is replaced for good, because SQLite cannot report it.
     */
    public static ReadLimit limit(SQLiteConnection connection, Deadline deadline) throws SQLException {
        StatementWatch watch = new StatementWatch(new AtomicBoolean());
        watch.begin(deadline);
        ProgressHandler.setHandler(connection, STEPS, watch);
        return () -> ProgressHandler.clearHandler(connection);
    }

    /** Watches a read that runs from now until {@link #end}. */
    void begin(Deadline of) {
        deadline = of;
        // A read that begins on an interrupted thread is allowed; an interrupt while it runs ends it.
        heedsInterrupts = of.isInterruptible() && !Thread.currentThread().isInterrupted();
    }

    void end() {
        deadline = Deadline.NONE;
        heedsInterrupts = false;
    }

    /**
     * Runs a command to its end. SQLite may call the watch after {@code BEGIN} has begun, and would report a failure.
     */
    void suspendFor(SqliteCommand command) throws SQLException {
        suspended = true;
        try {
            command.run();
        } finally {
            suspended = false;
        }
    }

    /** Returns why the last failed statement was ended. */
    Reason reason() {
        return reason;
    }

    @Override
    protected int progress() {
        if (suspended) {
            return 0;
        }
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
