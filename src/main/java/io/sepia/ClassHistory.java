package io.sepia;

import io.sepia.document.HistoryRule;
import io.sepia.error.ConfigurationException;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.graph.GraphWriter;
import io.sepia.internal.graph.SaveMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store remembers of the objects of one class. The history of one object is an {@link ObjectHistory}.
 *
 * <p>Lives and transacts as the scope that returned it; errors are described at {@link StorageOperations}.
 *
 * @param <T> the class
 */
public final class ClassHistory<T> {
    private final Scope scope;
    private final ObjectModel<T> model;

    ClassHistory(Scope scope, ObjectModel<T> model) {
        this.scope = scope;
        this.model = model;
    }

    /**
     * Sets which generations of the class are kept, for all processes that write to the store. What is stored already
     * becomes the first or next generation of each object. {@link HistoryRule#ASKED} ends it: existing generations
     * stay.
     *
     * @throws ConfigurationException if the Java class has another rule, given with {@link io.sepia.model.History}
     */
    public void keep(HistoryRule rule) {
        model.history().filter(own -> !own.equals(rule)).ifPresent(own -> {
            throw new ConfigurationException(model.type().getName() + " says itself which generations are kept, with"
                    + " @History. Change that, or take it away.");
        });
        scope.run(Work.WRITE, unit -> {
            unit.keepHistory(model.name(), rule);
            return true;
        });
    }

    /**
     * Saves an object as {@link StorageOperations#save(Object)} does and keeps the result as a generation even if the
     * class keeps none: later saves replace the object and leave the generation. From the first one on the store
     * records when objects of the class are deleted.
     */
    public T saveGeneration(T object) {
        return saveGeneration(object, SaveMode.SAVE, null);
    }

    /** As {@link #saveGeneration(Object)}, with {@code metadata}, which must be writable as JSON. */
    public T saveGeneration(T object, Map<String, ?> metadata) {
        return saveGeneration(object, SaveMode.SAVE, new LinkedHashMap<>(metadata));
    }

    private T saveGeneration(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        return scope.run(Work.WRITE, unit -> {
            T saved = unit.save(object, mode, metadata);
            unit.backend().generations().keep(GraphWriter.keyToDelete(scope.codec(), saved));
            return saved;
        });
    }

    /** As {@link #forget(Collection)}, for one object; tells whether it was stored. */
    public boolean forget(Object id) {
        return forget(List.of(id)) > 0;
    }

    /**
     * Deletes objects for good, stored or not: with all their generations and events, and with what earlier writes have
     * left in unused parts of the files. The change log keeps only that they were deleted, as long as it keeps
     * deletions; references to them in other objects stay, unless their class has another rule. Copies, exports and
     * backups are not touched.
     *
     * <p>SQLite rewrites the whole file for that, while no other process writes, and empties the write-ahead log; so
     * forget many objects at once. A store in a persistence unit only overwrites what it deletes.
     *
     * @return how many of them were stored
     * @throws io.sepia.error.ReferencedException if others refer to one of them and the class refuses that
     * @throws io.sepia.error.StorageBusyException if others hold the store for longer than its timeout. The objects may
     *     be deleted then, and remains of them be left: forget them again
     * @throws io.sepia.error.StorageFailureException if the database fails; forget them again, too
     * @throws IllegalStateException inside a transaction
     */
    public long forget(Collection<?> ids) {
        return scope.erase(
                model.name(), ids.stream().map(id -> model.key(id).id()).toList());
    }
}
