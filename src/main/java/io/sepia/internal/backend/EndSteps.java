package io.sepia.internal.backend;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of an end, such as closing several resources, all of which must run whatever another one throws. Used
 * by one thread.
 */
public final class EndSteps {
    private final @Nullable Throwable because;
    private @Nullable Throwable failure;

    private EndSteps(@Nullable Throwable because) {
        this.because = because;
        this.failure = because;
    }

    /** Returns steps of an end that has no other reason. */
    public static EndSteps all() {
        return new EndSteps(null);
    }

    /**
     * Returns steps of an end because of a failure, which receives the failures of steps as suppressed ones.
     *
     * @param because null if there is no such failure
     */
    public static EndSteps because(@Nullable Throwable because) {
        return new EndSteps(because);
    }

    /** Runs a step. Does not throw; the first failure of a step receives those of later ones as suppressed ones. */
    public EndSteps run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
        }
        return this;
    }

    /** Logs the first failure of a step as a warning, for an end whose outcome stands whether or not its steps fail. */
    public void log(System.Logger log, Supplier<String> what) {
        if (failure != null) {
            log.log(System.Logger.Level.WARNING, what, failure);
        }
    }

    /** Throws the first failure of a step, unless the end had a reason. */
    public void end() {
        Throwable thrown = because == null ? failure : null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
