package io.sepia.internal.transfer;

import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.query.IndexEntry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The unique indexes of classes whose objects are overwritten. A value may move from one object to another one that
 * comes later, so these indexes are dropped while objects are overwritten and built again at the end, which fails if
 * the result is not unique. All of it is one transaction, so no other sees the store without them.
 */
final class UniqueValues {
    private final DocumentIndexes indexes;
    private final Set<String> classes = new HashSet<>();
    private final Map<IndexEntry, String> released = new LinkedHashMap<>();

    UniqueValues(DocumentIndexes indexes) {
        this.indexes = indexes;
    }

    /** Drops the unique indexes of a class until {@link #claim}. */
    void release(String className) {
        if (!classes.add(className)) {
            return;
        }
        for (IndexEntry each : indexes.list(className)) {
            if (each.definition().unique()) {
                indexes.drop(each.definition());
                released.put(each, className);
            }
        }
    }

    /**
     * Builds the dropped indexes.
     *
     * @throws io.sepia.error.NotUniqueException if objects have the same values
     */
    void claim() {
        released.keySet().forEach(each -> indexes.add(each.definition(), each.declared()));
        released.clear();
        classes.clear();
    }
}
