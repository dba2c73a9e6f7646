package io.sepia;

import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.graph.IndexKeeper;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a store. They change no answer, only what it costs; unique ones refuse objects besides. Classes ask
 * for theirs by {@link io.sepia.model.Indexed}; those that are added here stay until they are dropped here.
 *
 * <p>Each verb is a transaction of its own, or joins the one that the thread is in. Building reads all objects of the
 * class once; others go on reading meanwhile, and those who write wait.
 */
public final class Indexes {
    private final Scope scope;

    Indexes(Scope scope) {
        this.scope = scope;
    }

    /** All indexes, in the order of class names. */
    public List<IndexEntry> list() {
        return scope.run(Work.READ, unit -> unit.backend().indexes().list());
    }

    /** The indexes of the class with this storage name. */
    public List<IndexEntry> list(String className) {
        return scope.run(Work.READ, unit -> unit.backend().indexes().list(className));
    }

    /** The indexes of a class. */
    public List<IndexEntry> list(Class<?> type) {
        return list(scope.codec().model(type).name());
    }

    /**
     * The index on properties of a class, which may be references. Nothing is built.
     *
     * @param fields as queries name them
     * @throws io.sepia.error.MappingException if the class has no such property, or it is a collection
     */
    public IndexDefinition on(Class<?> type, String... fields) {
        return scope.codec().model(type).index(false, fields);
    }

    /** As {@link #on}, unique. */
    public IndexDefinition uniqueOn(Class<?> type, String... fields) {
        return scope.codec().model(type).index(true, fields);
    }

    /**
     * Builds an index, unless it exists. One that a class asked for then stays, whether the class goes on asking or
     * not.
     *
     * @return whether it was built
     * @throws io.sepia.error.NotUniqueException if it is unique and objects are equal in its fields
     * @throws io.sepia.error.DamagedDocumentException if a document of the class is no JSON
     */
    public boolean add(IndexDefinition definition) {
        return scope.run(Work.WRITE, unit -> unit.backend().indexes().add(definition, false));
    }

    /**
     * Drops an index and tells whether it was there. One that a class asks for comes back with the next store that
     * writes objects of it.
     */
    public boolean drop(IndexDefinition definition) {
        return scope.run(Work.WRITE, unit -> unit.backend().indexes().drop(definition));
    }

    /**
     * Builds the indexes of a class anew and returns their number; errors as {@link #add}.
     *
     * @param className its storage name, or null for all classes
     */
    public long rebuild(@Nullable String className) {
        return scope.run(Work.WRITE, unit -> {
            DocumentIndexes indexes = unit.backend().indexes();
            List<IndexEntry> entries = className == null ? indexes.list() : indexes.list(className);
            return entries.stream()
                    .map(IndexEntry::definition)
                    .filter(indexes::rebuild)
                    .count();
        });
    }

    /**
     * Brings the indexes of classes in line with their annotations now, instead of before the first write: at start, so
     * that the first queries find them. Errors as {@link #add}.
     */
    public void declare(Class<?>... types) {
        List<ObjectModel<?>> models = new ArrayList<>();
        for (Class<?> type : types) {
            models.add(scope.codec().model(type));
        }
        scope.run(Work.WRITE, unit -> {
            models.forEach(each -> IndexKeeper.bringInLine(unit.backend().indexes(), each));
            return models.size();
        });
    }
}
