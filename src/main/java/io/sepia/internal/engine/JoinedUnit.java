package io.sepia.internal.engine;

import io.sepia.internal.backend.JoinedTransaction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The unit of work in a transaction that a caller has begun and will end. See decision 0015. */
public record JoinedUnit(JoinedTransaction transaction, UnitOfWork unit) {
    /** Runs a writing operation. If it fails, nothing of it is in the transaction, which continues. */
    public <R extends @Nullable Object> R write(Function<UnitOfWork, R> verb) {
        return writeInOneCall(same -> transaction.atomically(() -> verb.apply(same)));
    }

    /** Like {@link #write}, for an operation that writes with a single call of the backend, which is atomic itself. */
    public <R extends @Nullable Object> R writeInOneCall(Function<UnitOfWork, R> verb) {
        return unit.undoing(same -> {
            R result = verb.apply(same);
            transaction.mark();
            return result;
        });
    }
}
