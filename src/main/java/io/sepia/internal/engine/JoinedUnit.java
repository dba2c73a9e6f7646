package io.sepia.internal.engine;

import io.sepia.internal.backend.JoinedTransaction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The unit of work in a transaction that a caller has begun and will end. */
public record JoinedUnit(JoinedTransaction transaction, UnitOfWork unit) {
    /** Runs a verb that writes; if it fails, nothing of it is in the transaction, which goes on. */
    public <R extends @Nullable Object> R write(Function<UnitOfWork, R> verb) {
        return unit.undoing(same -> transaction.atomically(() -> verb.apply(same)));
    }

    /** As {@link #write}, for a verb that calls the backend once to write, which leaves nothing either if it fails. */
    public <R extends @Nullable Object> R writeInOneCall(Function<UnitOfWork, R> verb) {
        return unit.undoing(verb);
    }
}
