package io.sepia.internal.engine;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.internal.backend.Access;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.graph.SaveMode;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where verbs run: each in a transaction of its own ({@link Engine}), all in one transaction ({@link UnitOfWork}), or
 * in the transaction of a caller's EntityManager. Scopes differ only in how a unit of work begins and ends.
 */
public interface Scope {
    /** Runs {@code work} in a unit of work, which may be one that is open already. */
    <R extends @Nullable Object> R run(Work how, Function<UnitOfWork, R> work);

    /** Saves one object. {@code metadata} is null to leave what is stored beside it. */
    <T> T save(T object, SaveMode mode, @Nullable Map<String, ?> metadata);

    /** Begins a unit of work that reads, or joins the one that is open. */
    OpenUnit open();

    /** Tells whether work with that access joins a transaction that has begun already. */
    boolean isJoined(Access access);

    /**
     * Deletes objects with all that the store remembers of them.
     *
     * @return how many of them were stored
     * @throws IllegalStateException inside a transaction
     */
    default long erase(String className, Collection<String> ids) {
        throw new IllegalStateException(
                "Objects are forgotten outside of transactions, because files are rewritten. End this one first.");
    }

    /**
     * Adds a listener.
     *
     * @param className storage name of the class whose changes it is told of; null for all
     * @throws IllegalStateException within a transaction
     */
    default Subscription subscribe(@Nullable String className, ChangeListener listener) {
        throw new IllegalStateException("Listeners belong to the store, not to a transaction. Add them to the store.");
    }

    /** The codec of the store. */
    ObjectCodec codec();
}
