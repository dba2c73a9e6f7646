package io.sepia.internal.engine;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.internal.backend.Access;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.graph.SaveMode;
import io.sepia.internal.notice.Recipient;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scope in which operations run: each in a transaction of its own ({@link Engine}), all in one transaction
 * ({@link UnitOfWork}), or in the transaction of a caller's EntityManager. Scopes differ only in how a unit of work
 * begins and ends.
 */
public interface Scope {
    /** Runs {@code work} in a unit of work, which may already be open. */
    <R extends @Nullable Object> R run(Work how, Function<UnitOfWork, R> work);

    /** Saves one object. If {@code metadata} is null, stored metadata is kept. */
    <T> T save(T object, SaveMode mode, @Nullable Map<String, ?> metadata);

    /** Begins a unit of work that reads, or joins the open one. */
    OpenUnit open();

    /** Returns whether work with that access joins a transaction that has already begun. */
    boolean isJoined(Access access);

    /**
     * Deletes objects permanently, with their generations and events.
     *
     * @return the number of objects that were stored
     * @throws IllegalStateException inside a transaction
     */
    default long erase(String className, Collection<String> ids) {
        throw new IllegalStateException(
                "Objects cannot be forgotten inside a transaction, because files are rewritten. End it first.");
    }

    /**
     * Adds a listener.
     *
     * @param className storage name of the class whose changes it is notified of; null for all
     * @throws IllegalStateException inside a transaction
     */
    default Subscription subscribe(@Nullable String className, ChangeListener listener) {
        throw new IllegalStateException("Listeners belong to the store, not to a transaction. Add them to the store.");
    }

    /**
     * Adds a recipient of notices.
     *
     * @throws IllegalStateException inside a transaction
     */
    default <R extends Recipient> R subscribe(Recipient.Factory<R> recipient) {
        return ofListeners().subscribe(recipient);
    }

    /**
     * Returns the scope in which listeners read on threads of their own: in transactions of their own, past the cache.
     *
     * @throws IllegalStateException inside a transaction
     */
    default Scope ofListeners() {
        throw new IllegalStateException("Listeners belong to the store, not to a transaction. Add them to the store.");
    }

    /** Returns the codec of the store. */
    ObjectCodec codec();
}
