package io.sepia.internal.engine;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.PromptWriting;
import io.sepia.internal.backend.StorageBackend;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose unit of work runs on whatever thread the backend chooses, and is completed on the caller's thread.
 * See decision 0020.
 */
final class EncodedVerb<R extends @Nullable Object> {
    private final Function<UnitOfWork, R> verb;
    private final Function<BackendTransaction, UnitOfWork> begin;
    private final Consumer<UnitOfWork> committed;
    private @Nullable UnitOfWork unit;

    /**
     * @param begin creates the unit of a transaction
     * @param committed ends a unit whose transaction was committed
     */
    EncodedVerb(
            Function<UnitOfWork, R> verb,
            Function<BackendTransaction, UnitOfWork> begin,
            Consumer<UnitOfWork> committed) {
        this.verb = verb;
        this.begin = begin;
        this.committed = committed;
    }

    /** @param prompt writes without waiting for the write lock; null to wait for it */
    R run(StorageBackend backend, @Nullable PromptWriting prompt) {
        R result;
        try {
            result = prompt == null ? backend.write(this::work) : prompt.write(this::work);
        } catch (Throwable e) {
            if (unit != null) {
                unit.undo(e);
            }
            throw e;
        }
        if (unit != null) {
            committed.accept(unit);
        }
        return result;
    }

    private R work(BackendTransaction transaction) {
        if (unit != null) {
            unit.end(Outcome.ROLLED_BACK);
        }
        UnitOfWork begun = begin.apply(transaction);
        unit = begun;
        try {
            R result = verb.apply(begun);
            begun.beforeCommit();
            return result;
        } catch (Throwable e) {
            begun.undo(e);
            throw e;
        }
    }
}
