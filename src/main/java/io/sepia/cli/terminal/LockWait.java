package io.sepia.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A wait for the transactions of other processes, which a line on standard error reports if it takes a second or more.
 * The user can interrupt it.
 */
public final class LockWait implements AutoCloseable {
    private static final long SECONDS_BEFORE_FIRST_LINE = 1;
    private static final long SECONDS_BETWEEN_LINES = 30;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Interruption interruption;

    private LockWait(Interruption interruption) {
        this.interruption = interruption;
    }

    /**
     * Begins a wait of this thread.
     *
     * @param shown whether it is reported
     * @param longest how long it may take
     */
    public static LockWait begin(Console console, boolean shown, Duration longest) {
        LockWait wait = new LockWait(console.interruption());
        wait.interruption.beginWaiting();
        if (shown) {
            Thread reporter = new Thread(() -> wait.report(console, longest), "sepia-lock-wait");
            reporter.setDaemon(true);
            reporter.start();
        }
        return wait;
    }

    private void report(Console console, Duration longest) {
        try {
            long pause = SECONDS_BEFORE_FIRST_LINE;
            while (!ended.await(pause, TimeUnit.SECONDS)) {
                console.err()
                        .println("waiting for another process to end its transaction, for at most "
                                + longest.toSeconds() + " s (--wait)");
                pause = SECONDS_BETWEEN_LINES;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends the wait, because its transaction has begun. Idempotent.
     *
     * @throws CommandException with status 130 if the command was asked to stop
     */
    public void granted() {
        if (ended.getCount() > 0) {
            close();
            interruption.check();
        }
    }

    /** Ends the wait. */
    @Override
    public void close() {
        if (ended.getCount() > 0) {
            ended.countDown();
            interruption.endWaiting();
        }
    }
}
