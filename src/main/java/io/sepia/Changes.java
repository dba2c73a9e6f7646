package io.sepia;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeListener;
import io.sepia.change.ChangePage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.change.ResultListener;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.live.LiveQuery;
import io.sepia.internal.stream.Pages;
import java.util.Objects;
import java.util.Spliterator;
import java.util.stream.Stream;

/**
 * The changes of all objects of a store: listeners, the change log, which other processes follow with a cursor, and the
 * events of its classes. The events of one object are in {@link ObjectHistory}.
 *
 * <p>An instance lives as long as the scope that returned it and takes part in that scope's transactions.
 * {@link StorageOperations} lists the exceptions that every method may throw. See decisions 0035, 0036, 0037 and 0280.
 */
public final class Changes {
    private static final int PAGE = 1_000;

    private final Scope scope;

    Changes(Scope scope) {
        this.scope = scope;
    }

    /**
     * Reads the change log after {@code cursor}: the latest change of each object that changed since then, whichever
     * process made it. Begin with {@link ChangeCursor#BEGINNING}, and store {@link ChangePage#next()} together with
     * your results: a program that continues from there, even after a crash, misses no change and may see an object
     * more than once. A page has up to 1,000 changes.
     *
     * @throws io.sepia.error.CursorTooOldException if changes after the cursor may be missing from the log, which keeps
     *     deletions for the time of the option {@code changes_retention}
     * @throws io.sepia.error.ConfigurationException if the store keeps no log; see the option {@code changes}
     */
    public ChangePage since(ChangeCursor cursor) {
        return since(cursor, PAGE);
    }

    /** Like {@link #since(ChangeCursor)}, with at most {@code limit} changes, which must be at least 1. */
    public ChangePage since(ChangeCursor cursor, int limit) {
        return scope.run(Work.READ, unit -> unit.backend().changes().since(cursor, limit));
    }

    /**
     * Returns the cursor after the latest change.
     *
     * @throws io.sepia.error.ConfigurationException if the store keeps no log
     */
    public ChangeCursor end() {
        return scope.run(Work.READ, unit -> unit.backend().changes().end());
    }

    /**
     * Returns events in the order in which they were logged, read lazily. Close the stream unless you read it to its
     * end; see {@link StorageOperations#stream}. An index finds the events of one object; other filters read all
     * events.
     */
    public Stream<Event> events(EventFilter filter) {
        return events(scope, filter);
    }

    /**
     * Notifies {@code listener} of every committed change. Changes by this store are delivered exactly once, in the
     * order of the commits, one notice for each object that a transaction changed. External changes are delivered if
     * the store keeps a change log (option {@code changes}), within about 50 ms; of several external changes of one
     * object, at least the latest is delivered.
     *
     * <p>The listener runs on its own thread, never on a writing thread, and may use the store. A slow listener delays
     * only itself; while more than 100,000 changes are queued for it, the latest change of an object replaces earlier
     * ones. Changes that are still queued when the store is closed are dropped. The changes of a transaction that began
     * before this call may be missed or reported as external.
     *
     * @throws io.sepia.error.StorageClosedException if the store is closed
     * @throws IllegalStateException if these are the changes of a {@link StorageTransaction} that the store began
     */
    public Subscription onChange(ChangeListener listener) {
        return scope.subscribe(null, Objects.requireNonNull(listener, "listener"));
    }

    /** Like {@link #onChange(ChangeListener)}, for the objects of one class. */
    public Subscription onChange(Class<?> type, ChangeListener listener) {
        return scope.subscribe(scope.codec().model(type).name(), Objects.requireNonNull(listener, "listener"));
    }

    /** Like {@link #onChange(ChangeListener)}, for the objects of the class with that storage name. */
    public Subscription onChange(String className, ChangeListener listener) {
        return scope.subscribe(ObjectKey.checkClassName(className), Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Notifies {@code listener} of the result of a query: once of all of it, and then of each object that enters,
     * leaves, changes or moves. The result has the query's order, limit, offset and cursor. It follows every commit
     * that {@link #onChange(ChangeListener)} reports, and imports, restores and deletions of many objects too. There is
     * no gap and no repetition between the first call and the next one, and rolled-back changes are never seen. Once
     * all changes have been processed, the result is what {@code query} returns. Before that, it may contain a part of
     * the changes of a transaction.
     *
     * <p>Only changed objects are evaluated again. The listener runs on its own thread, never on a writing thread. A
     * slow listener delays only itself, and is then told of several changes as one: an object that has entered and left
     * in the meantime is not mentioned. For each object of the result, offset included, the store keeps its id and the
     * values by which it is sorted. When more than 10,000 changed objects wait, it runs the query again instead.
     *
     * @param query a query of this store, which is run outside any transaction
     * @throws io.sepia.error.InvalidQueryException if the query cannot be run, or leaves out unreadable results
     * @throws io.sepia.error.NotMigratedException if documents of the class have an earlier schema, and the query reads
     *     their properties
     * @throws io.sepia.error.StorageClosedException if the store is closed
     * @throws IllegalArgumentException if the query belongs to another store
     * @throws IllegalStateException if the query or these changes are of a {@link StorageTransaction} that the store
     *     began
     */
    public <T> Subscription onChange(ObjectQuery<T> query, ResultListener<T> listener) {
        Objects.requireNonNull(listener, "listener");
        Scope listeners = scope.ofListeners();
        if (!(query instanceof ScopedQuery<T> scoped)
                || !scoped.target().scope().ofListeners().equals(listeners)) {
            throw new IllegalArgumentException(
                    "The query " + query + " does not belong to this store. Give one that this store returned.");
        }
        if (scoped.unreadable() != null) {
            throw new InvalidQueryException(
                    "A query of class " + scoped.target().className()
                            + " that skips unreadable results cannot be watched. Remove skippingUnreadable: only the change"
                            + " of an unreadable object throws its error.");
        }
        return LiveQuery.begin(listeners, scoped.bound(), scoped.target().decoder(), listener);
    }

    static Stream<Event> events(Scope scope, EventFilter filter) {
        Pages.Reader<LoggedEvent> pages = Pages.following(
                (unit, last) -> unit.backend().events().page(filter, last == null ? 0 : last.number(), Pages.SIZE));
        return Pages.stream(
                scope.open(),
                Spliterator.ORDERED,
                pages,
                (unit, page) -> page.stream().map(unit::event).toList());
    }
}
