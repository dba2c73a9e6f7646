package io.sepia;

import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.graph.IndexKeeper;
import io.sepia.internal.words.WordField;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a store. They never change the results of queries, only their cost; unique indexes also refuse
 * objects. Classes declare indexes with {@link io.sepia.model.Indexed}; an index that is added here stays until it is
 * dropped here.
 *
 * <p>Each operation is a transaction of its own, or joins the transaction of its thread. Building an index reads all
 * objects of the class once; concurrent reads continue and concurrent writes wait. See decisions 0040, 0041 and 0042.
 */
public final class Indexes {
    private final Scope scope;

    Indexes(Scope scope) {
        this.scope = scope;
    }

    /** Returns all indexes, in the order of class names. */
    public List<IndexEntry> list() {
        return scope.run(Work.READ, unit -> unit.backend().indexes().list());
    }

    /** Returns the indexes of the class with this storage name. */
    public List<IndexEntry> list(String className) {
        return scope.run(Work.READ, unit -> unit.backend().indexes().list(className));
    }

    /** Returns the indexes of a class. */
    public List<IndexEntry> list(Class<?> type) {
        return list(scope.codec().model(type).name());
    }

    /**
     * Returns the definition of an index on properties of a class, which may be references. Builds nothing.
     *
     * @param fields the field names that queries use
     * @throws io.sepia.error.MappingException if the class has no such property, or it is a collection
     */
    public IndexDefinition on(Class<?> type, String... fields) {
        return scope.codec().model(type).index(false, fields);
    }

    /** Like {@link #on}, for a unique index. */
    public IndexDefinition uniqueOn(Class<?> type, String... fields) {
        return scope.codec().model(type).index(true, fields);
    }

    /**
     * Builds an index, unless it exists. An existing index that a class declares then stays even if the class no longer
     * declares it.
     *
     * @return whether it was built
     * @throws io.sepia.error.NotUniqueException if the index is unique and objects are equal in its fields
     * @throws io.sepia.error.DamagedDocumentException if a document of the class is not JSON
     */
    public boolean add(IndexDefinition definition) {
        return scope.run(Work.WRITE, unit -> unit.backend().indexes().add(definition, false));
    }

    /**
     * Drops an index and returns whether it existed. An index that a class declares is rebuilt by the next store that
     * writes objects of the class.
     */
    public boolean drop(IndexDefinition definition) {
        return scope.run(Work.WRITE, unit -> unit.backend().indexes().drop(definition));
    }

    /**
     * Rebuilds the indexes of a class, including its index of words, and returns their number. Throws the exceptions of
     * {@link #add}. The index of words is filled in several transactions, between which other writers proceed.
     *
     * @param className its storage name, or null for all classes
     */
    public long rebuild(@Nullable String className) {
        long rebuilt = scope.run(Work.WRITE, unit -> {
            DocumentIndexes indexes = unit.backend().indexes();
            List<IndexEntry> entries = className == null ? indexes.list() : indexes.list(className);
            return entries.stream()
                    .map(IndexEntry::definition)
                    .filter(indexes::rebuild)
                    .count();
        });
        Map<String, List<WordField>> words =
                scope.run(Work.READ, unit -> unit.backend().indexes().words());
        for (Map.Entry<String, List<WordField>> each : words.entrySet()) {
            if (className == null || className.equals(each.getKey())) {
                rebuildWords(each.getKey(), each.getValue());
                rebuilt++;
            }
        }
        return rebuilt;
    }

    private void rebuildWords(String className, List<WordField> fields) {
        boolean isBehind = scope.run(Work.WRITE, unit -> {
            unit.backend().indexes().outdateWords(className);
            return unit.backend().indexes().catchUpWords(className, fields);
        });
        while (isBehind) {
            isBehind = scope.run(Work.WRITE, unit -> unit.backend().indexes().catchUpWords(className, fields));
        }
    }

    /**
     * Builds the indexes that classes declare, and drops those that they no longer declare, now instead of before the
     * first write. Call it at start so that the first queries find their indexes. Throws the exceptions of
     * {@link #add}.
     */
    public void declare(Class<?>... types) {
        List<ObjectModel<?>> models = new ArrayList<>();
        for (Class<?> type : types) {
            models.add(scope.codec().model(type));
        }
        scope.run(Work.WRITE, unit -> {
            models.forEach(each -> IndexKeeper.bringInLine(unit.backend(), each));
            return models.size();
        });
    }
}
