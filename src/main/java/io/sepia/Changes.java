package io.sepia;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeListener;
import io.sepia.change.ChangePage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.engine.OpenUnit;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import java.util.Spliterator;
import java.util.stream.Stream;

/**
 * Changes of all objects of a store: its listeners, its change log, which other processes follow by a cursor, and the
 * events of its classes. The events of one object are in {@link ObjectHistory}.
 *
 * <p>Lives and transacts as the scope that returned it; errors are described at {@link StorageOperations}.
 */
public final class Changes {
    private static final int PAGE = 1_000;

    private final Scope scope;

    Changes(Scope scope) {
        this.scope = scope;
    }

    /**
     * Reads the change log from a cursor on: of each object that changed after {@code cursor} the latest change,
     * whichever process made it. Begin with {@link ChangeCursor#BEGINNING}, and keep {@link ChangePage#next()} together
     * with what you made of the changes: a program that continues from there, even after a crash, misses nothing, and
     * may meet an object more than once. Pages have up to 1,000 changes.
     *
     * @throws io.sepia.error.CursorTooOldException if changes after the cursor may be missing from the log: deletions
     *     are kept as long as the option {@code changes_retention} says
     * @throws io.sepia.error.ConfigurationException if the store keeps no log; see the option {@code changes}
     */
    public ChangePage since(ChangeCursor cursor) {
        return since(cursor, PAGE);
    }

    /** As {@link #since(ChangeCursor)}, at most {@code limit} changes, which is at least 1. */
    public ChangePage since(ChangeCursor cursor, int limit) {
        return scope.run(Work.READ, unit -> unit.backend().changes().since(cursor, limit));
    }

    /**
     * The cursor behind all changes up to now.
     *
     * @throws io.sepia.error.ConfigurationException if the store keeps no log
     */
    public ChangeCursor end() {
        return scope.run(Work.READ, unit -> unit.backend().changes().end());
    }

    /**
     * Events in the order in which they were logged, read as the stream goes on. Close it unless you read it to its
     * end, as that of {@link StorageOperations#stream}. An index finds the events of one object; other filters read all
     * events.
     */
    public Stream<Event> events(EventFilter filter) {
        return events(scope, filter);
    }

    /**
     * Notifies {@code listener} of every committed change: of those by this store once each, in the order of the
     * commits, one for each object that a transaction changed; of those by others if the store keeps a change log
     * (option {@code changes}), within about 50 ms, and of several changes of an object at least the latest.
     *
     * <p>The listener runs on a thread of its own, never on that of a writer, and may use the store. A slow one delays
     * only itself; while more than 100,000 changes wait for it, the latest change of an object replaces earlier ones.
     * Changes that were not delivered when the store is closed are dropped. A transaction that began before may be left
     * out, or be told as one of others.
     *
     * @throws io.sepia.error.StorageClosedException if the store is closed
     * @throws IllegalStateException on the changes of a {@link StorageTransaction} that the store began
     */
    public Subscription onChange(ChangeListener listener) {
        return scope.subscribe(null, listener);
    }

    /** As {@link #onChange(ChangeListener)}, for objects of one class. */
    public Subscription onChange(Class<?> type, ChangeListener listener) {
        return scope.subscribe(scope.codec().model(type).name(), listener);
    }

    /** As {@link #onChange(ChangeListener)}, for objects of the class with that storage name. */
    public Subscription onChange(String className, ChangeListener listener) {
        return scope.subscribe(ObjectKey.checkClassName(className), listener);
    }

    static Stream<Event> events(Scope scope, EventFilter filter) {
        OpenUnit source = scope.open();
        UnitOfWork unit = source.unit();
        Pages.Reader<LoggedEvent> pages = Pages.following(
                last -> unit.backend().events().page(filter, last == null ? 0 : last.number(), Pages.SIZE));
        return Pages.stream(source, Spliterator.ORDERED, pages).map(unit::event);
    }
}
