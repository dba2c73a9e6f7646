package io.sepia.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The user's wish to stop, carried from the thread that hears the signal to the one that runs the command.
 *
 * <p>The command asks at every document whether it should go on, and ends by an exception: its transaction rolls back
 * in its own thread, the store closes, and only then does the process end.
 */
public final class Interruption {
    private final CountDownLatch finished = new CountDownLatch(1);
    private boolean requested;
    private boolean orderly;
    private boolean tooLate;
    private int status;
    private @Nullable Thread waitingForInput;

    /** Tells that the running command has something to roll back or to remove, so that its end must be awaited. */
    public synchronized void awaitOrderlyEnd() {
        orderly = true;
    }

    /** Asks the command to stop. Wakes it up if it waits for input. */
    synchronized void request() {
        requested = true;
        if (waitingForInput != null) {
            waitingForInput.interrupt();
        }
    }

    /**
     * Returns if the command may go on.
     *
     * @throws CommandException with status 130 if it was asked to stop
     */
    public synchronized void check() {
        if (requested && !tooLate) {
            throw stopped();
        }
    }

    /** The error by which an interrupted command ends; without a line where there was nothing to roll back. */
    public synchronized CommandException stopped() {
        return new CommandException(
                ExitStatus.INTERRUPTED, orderly ? "interrupted; rolled back, nothing was changed" : "");
    }

    /** Tells that what the command did is committed: a wish to stop comes too late from now on. */
    public synchronized void committed() {
        tooLate = true;
    }

    /** Called before this thread waits for input, which {@link #request} then ends. */
    public synchronized void beginWaiting() {
        check();
        waitingForInput = Thread.currentThread();
    }

    /** Called when the wait for input is over. Takes back an interrupt that came too late for it. */
    public synchronized void endWaiting() {
        waitingForInput = null;
        if (requested) {
            Thread.interrupted();
        }
    }

    /** Called when the command has ended with {@code exitStatus} and everything is closed. */
    public synchronized void finished(int exitStatus) {
        status = exitStatus;
        finished.countDown();
    }

    /**
     * Asks the command to stop and waits until it has, if it asked for that.
     *
     * @return the status with which it ended, or 130 if it did not end in time
     */
    public int stop(Duration patience) throws InterruptedException {
        request();
        synchronized (this) {
            if (!orderly) {
                return ExitStatus.INTERRUPTED;
            }
        }
        if (!finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return ExitStatus.INTERRUPTED;
        }
        synchronized (this) {
            return status;
        }
    }

    /** Tells whether the command has ended. */
    public boolean isFinished() {
        return finished.getCount() == 0;
    }
}
