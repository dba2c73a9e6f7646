package io.sepia;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeListener;
import io.sepia.change.ChangePage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.stream.Pages;
import java.util.Objects;
import java.util.Spliterator;
import java.util.stream.Stream;

/**
 * The changes of all objects of a store: listeners, the change log, which other processes follow with a cursor, and the
 * events of its classes. The events of one object are in {@link ObjectHistory}.
 *
 * <p>An instance lives as long as the scope that returned it and takes part in that scope's transactions.
 * {@link StorageOperations} lists the exceptions that every method may throw. See decisions 0035, 0036 and 0037.
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
