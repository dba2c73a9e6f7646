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
 * The history that a store keeps for the objects of one class: the rule for generations, and permanent deletion. The
 * history of one object is an {@link ObjectHistory}.
 *
 * <p>An instance lives as long as the scope that returned it and takes part in that scope's transactions.
 * {@link StorageOperations} lists the exceptions that every method may throw. See decisions 0055 and 0057.
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
     * Sets which generations of the class are kept. The rule applies to every process that writes to the store. The
     * currently stored state of each object becomes its first or next generation. {@link HistoryRule#ASKED} stops
     * keeping a generation of every save; existing generations stay.
     *
     * @throws ConfigurationException if the Java class declares another rule with {@link io.sepia.model.History}
     */
    public void keep(HistoryRule rule) {
        model.history().filter(own -> !own.equals(rule)).ifPresent(own -> {
            throw new ConfigurationException(model.type().getName() + " declares which generations are kept, with"
                    + " @History. Change or remove the annotation.");
        });
        scope.run(Work.WRITE, unit -> {
            unit.keepHistory(model.name(), rule);
            return true;
        });
    }

    /**
     * Saves an object like {@link StorageOperations#save(Object)}, and keeps the result as a generation even if the
     * class keeps none: later saves replace the object and leave the generation. From the first call on, the store also
     * records when objects of the class are deleted.
     */
    public T saveGeneration(T object) {
        return saveGeneration(object, SaveMode.SAVE, null);
    }

    /** Like {@link #saveGeneration(Object)}, with {@code metadata}, which must be writable as JSON. */
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

    /** Like {@link #forget(Collection)}, for one object. Returns whether it was stored. */
    public boolean forget(Object id) {
        return forget(List.of(id)) > 0;
    }

    /**
     * Deletes objects permanently, whether or not they are stored now: with all their generations and events, and with
     * the remains that earlier writes have left in unused parts of the files. The change log records only that the
     * objects were deleted, for as long as it keeps deletions. References to them in other objects stay, unless the
     * class has another rule ({@link io.sepia.document.OnDelete}). Copies, exports and backups are not touched.
     *
     * <p>SQLite rewrites the whole file, during which no other process can write, and empties the write-ahead log; so
     * forget many objects in one call. A store in a persistence unit only overwrites the data that it deletes.
     *
     * @return the number of objects that were stored
     * @throws io.sepia.error.ReferencedException if other objects refer to one of them and the class refuses that
     * @throws io.sepia.error.StorageBusyException if other transactions hold the store for longer than its timeout. The
     *     objects may have been deleted and remains of them left behind: forget them again
     * @throws io.sepia.error.StorageFailureException if the database fails. Forget them again, for the same reason
     * @throws IllegalStateException inside a transaction
     */
    public long forget(Collection<?> ids) {
        return scope.erase(
                model.name(), ids.stream().map(id -> model.key(id).id()).toList());
    }
}
