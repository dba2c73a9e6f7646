package io.sepia.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes an interruption by the user from the thread that receives the signal to the thread that runs the command.
 *
 * <p>The command checks for it at every document and ends by an exception. So its transaction rolls back in its own
 * thread, the store is closed, and only then the process ends.
 */
public final class Interruption {
    private final CountDownLatch finished = new CountDownLatch(1);
    private boolean requested;
    private boolean orderly;
    private boolean tooLate;
    private int status;
    private @Nullable Thread waitingForInput;
    private @Nullable Thread working;

    /** Declares that the running command has something to roll back or to delete, so its end must be awaited. */
    public synchronized void awaitOrderlyEnd() {
        orderly = true;
    }

    /** Declares that the rest of the command's work fails and leaves nothing if this thread is interrupted. */
    public synchronized void endByInterrupt() {
        check();
        orderly = true;
        working = Thread.currentThread();
    }

    /** Returns whether the command fails because its work was interrupted. */
    public synchronized boolean endedWork() {
        return working != null && requested && !tooLate;
    }

    /** Asks the command to stop, and interrupts it if it waits for input or declared that this ends its work. */
    synchronized void request() {
        requested = true;
        if (working != null && !tooLate) {
            working.interrupt();
        }
        if (waitingForInput != null) {
            waitingForInput.interrupt();
        }
    }

    /**
     * Returns if the command may continue.
     *
     * @throws CommandException with status 130 if the command was asked to stop
     */
    public synchronized void check() {
        if (requested && !tooLate) {
            throw stopped();
        }
    }

    /** Returns the error that ends an interrupted command; without a message if there was nothing to roll back. */
    public synchronized CommandException stopped() {
        return new CommandException(
                ExitStatus.INTERRUPTED, orderly ? "interrupted; rolled back, nothing was changed" : "");
    }

    /** Declares that the command's work is committed, so that later interruptions have no effect. */
    public synchronized void committed() {
        tooLate = true;
    }

    /** Called before this thread waits for input, so that {@link #request} can interrupt the wait. */
    public synchronized void beginWaiting() {
        check();
        waitingForInput = Thread.currentThread();
    }

    /** Called after the wait for input. Clears an interrupt that came too late for it. */
    public synchronized void endWaiting() {
        waitingForInput = null;
        if (requested) {
            Thread.interrupted();
        }
    }

    /**
     * Waits for {@code pause}.
     *
     * @throws CommandException with status 130 if the command was asked to stop
     */
    public void pause(Duration pause) {
        beginWaiting();
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw stopped();
        } finally {
            endWaiting();
        }
    }

    /** Called when the command has ended with {@code exitStatus} and everything is closed. */
    public synchronized void finished(int exitStatus) {
        status = exitStatus;
        finished.countDown();
    }

    /**
     * Asks the command to stop, and waits for its end if it declared that this is necessary.
     *
     * @return the status of the command, or 130 if it did not end in time
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

    /** Returns whether the command has ended. */
    public boolean isFinished() {
        return finished.getCount() == 0;
    }
}
