package io.sepia.trial;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Pauses and failures at random, while they are switched on. Thread-safe. */
final class Faults {
    /** What the message of each injected failure contains. */
    static final String MARK = "injected";

    private static final int PER_PAUSE = 12;
    private static final int PER_FAILURE = 45;
    private static final int SQL_PER_WRITE = 4;
    private static final String STATE = "58030";
    private static final int LONGEST_NANOS = 700_000;

    /** None at all. */
    static final Faults NONE = new Faults(0);

    private final Random random;
    private volatile boolean on;

    Faults(long seed) {
        this.random = new Random(seed);
    }

    void on(boolean isOn) {
        on = isOn;
    }

    private synchronized int dice(int sides) {
        return random.nextInt(sides);
    }

    void pause() {
        if (on && dice(PER_PAUSE) == 0) {
            LockSupport.parkNanos(dice(LONGEST_NANOS));
        }
    }

    private boolean strikes() {
        pause();
        return on && dice(PER_FAILURE) == 0;
    }

    /** Before a lock is acquired. */
    void beforeLock() {
        if (strikes()) {
            throw new StorageBusyException("A busy store, " + MARK + ".");
        }
    }

    /** Before or after a write. */
    void aroundWrite() {
        if (strikes()) {
            if (dice(2) == 0) {
                throw new StorageBusyException("A lost race, " + MARK + ".");
            }
            throw new StorageFailureException("A failed write, " + MARK + ".");
        }
    }

    void beforeCommit() {
        if (strikes()) {
            throw new StorageFailureException("A failed commit, " + MARK + ".");
        }
    }

    /** After a commit that took place. */
    void afterCommit() {
        if (strikes()) {
            throw new OutcomeUnknownException("A commit without an answer, " + MARK + ".", null);
        }
    }

    /** Before or after a writing statement, at a lower rate, since a write has several. */
    void aroundSql() throws SQLException {
        if (strikes() && dice(SQL_PER_WRITE) == 0) {
            throw new SQLException("A failed statement, " + MARK + ".", STATE);
        }
    }

    /** Before a commit, which then does not take place. */
    void beforeSqlCommit() throws SQLException {
        if (strikes()) {
            throw new SQLException("A failed commit, " + MARK + ".", STATE);
        }
    }

    /** After a commit that took place. */
    void afterSqlCommit() throws SQLException {
        if (strikes()) {
            throw new SQLException("A commit without an answer, " + MARK + ".", STATE);
        }
    }

    static boolean isInjected(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (String.valueOf(each.getMessage()).contains(MARK)) {
                return true;
            }
        }
        return false;
    }
}
