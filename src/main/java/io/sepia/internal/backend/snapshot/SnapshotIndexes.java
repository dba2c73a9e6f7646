package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.NotUniqueException;
import io.sepia.internal.matching.UniqueKey;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * The indexes of a snapshot. Queries do not use them; they map the values of unique indexes to documents. Immutable.
 */
final class SnapshotIndexes {
    static final SnapshotIndexes NONE = new SnapshotIndexes(TreePMap.empty(ObjectKey.TEXT_ORDER));

    private static final int NAMED_DUPLICATES = 10;

    private final TreePMap<String, PVector<Index>> byClass;

    /**
     * An index.
     *
     * @param key null unless the index is unique
     * @param holders the ids of documents by their values in a unique index
     */
    private record Index(IndexEntry entry, @Nullable UniqueKey key, HashPMap<String, String> holders) {
        static Index empty(IndexEntry entry) {
            IndexDefinition definition = entry.definition();
            return new Index(entry, definition.unique() ? new UniqueKey(definition) : null, HashTreePMap.empty());
        }

        private Index holding(HashPMap<String, String> newHolders) {
            return new Index(entry, key, newHolders);
        }

        boolean isOn(IndexDefinition definition) {
            return entry.definition().equals(definition);
        }

        @Nullable
        private String values(StoredDocument document) {
            return key == null ? null : key.of(document.content());
        }

        Index without(StoredDocument document) {
            String values = values(document);
            return values == null ? this : holding(holders.minus(values));
        }

        /** Returns the id of the document that has the same values as the given one, or null. */
        @Nullable
        String holder(StoredDocument document) {
            String values = values(document);
            return values == null ? null : holders.get(values);
        }

        Index with(StoredDocument document) {
            String values = values(document);
            return values == null
                    ? this
                    : holding(holders.plus(values, document.key().id()));
        }
    }

    private SnapshotIndexes(TreePMap<String, PVector<Index>> byClass) {
        this.byClass = byClass;
    }

    List<IndexEntry> list() {
        List<IndexEntry> entries = new ArrayList<>();
        byClass.values().forEach(ofClass -> ofClass.forEach(each -> entries.add(each.entry())));
        return entries;
    }

    List<IndexEntry> list(String className) {
        return ofClass(className).stream().map(Index::entry).toList();
    }

    @Nullable
    IndexEntry find(IndexDefinition definition) {
        return ofClass(definition.className()).stream()
                .filter(each -> each.isOn(definition))
                .map(Index::entry)
                .findFirst()
                .orElse(null);
    }

    /** Replaces a document by its next version. */
    SnapshotIndexes with(@Nullable StoredDocument before, StoredDocument document) {
        PVector<Index> ofClass = ofClass(document.key().className());
        for (int i = 0; i < ofClass.size(); i++) {
            Index index = before == null ? ofClass.get(i) : ofClass.get(i).without(before);
            String holder = index.holder(document);
            if (holder != null) {
                throw NotUniqueException.saving(
                        document.key().className(),
                        index.entry().definition().fields(),
                        document.key().id(),
                        holder);
            }
            ofClass = ofClass.with(i, index.with(document));
        }
        return with(document.key().className(), ofClass);
    }

    SnapshotIndexes without(StoredDocument document) {
        PVector<Index> ofClass = ofClass(document.key().className());
        for (int i = 0; i < ofClass.size(); i++) {
            ofClass = ofClass.with(i, ofClass.get(i).without(document));
        }
        return with(document.key().className(), ofClass);
    }

    /** Returns the same indexes without the documents of a class. */
    SnapshotIndexes emptied(String className) {
        PVector<Index> ofClass = ofClass(className);
        for (int i = 0; i < ofClass.size(); i++) {
            ofClass = ofClass.with(i, Index.empty(ofClass.get(i).entry()));
        }
        return with(className, ofClass);
    }

    /** Adds an index over {@code documents} of its class, or replaces the entry of an existing one. */
    SnapshotIndexes with(IndexEntry entry, Iterator<StoredDocument> documents) {
        IndexDefinition definition = entry.definition();
        Index index = Index.empty(entry);
        List<String> equal = new ArrayList<>();
        while (definition.unique() && documents.hasNext()) {
            StoredDocument document = documents.next();
            String holder = index.holder(document);
            if (holder == null) {
                index = index.with(document);
            } else if (equal.size() < NAMED_DUPLICATES) {
                equal.add(holder);
                equal.add(document.key().id());
            }
        }
        if (!equal.isEmpty()) {
            throw NotUniqueException.building(
                    definition.className(),
                    definition.fields(),
                    equal.stream().distinct().toList());
        }
        return with(index);
    }

    private SnapshotIndexes with(Index index) {
        String className = index.entry().definition().className();
        PVector<Index> ofClass = ofClass(className);
        for (int i = 0; i < ofClass.size(); i++) {
            if (ofClass.get(i).isOn(index.entry().definition())) {
                return with(className, ofClass.with(i, index));
            }
        }
        return with(className, ofClass.plus(index));
    }

    /** Adds an index without values. */
    SnapshotIndexes withEmpty(IndexEntry entry) {
        return with(Index.empty(entry));
    }

    boolean isUnique(String className) {
        return ofClass(className).stream()
                .anyMatch(each -> each.entry().definition().unique());
    }

    /** Adds the values of a document that another store has saved, except those that another document has. */
    SnapshotIndexes withKept(StoredDocument document) {
        PVector<Index> ofClass = ofClass(document.key().className());
        for (int i = 0; i < ofClass.size(); i++) {
            Index index = ofClass.get(i);
            ofClass = index.holder(document) == null ? ofClass.with(i, index.with(document)) : ofClass;
        }
        return with(document.key().className(), ofClass);
    }

    /** Removes the values of a document. Its content is no longer available, so they are found by its id. */
    SnapshotIndexes forgetting(ObjectKey key) {
        PVector<Index> ofClass = ofClass(key.className());
        for (int i = 0; i < ofClass.size(); i++) {
            Index index = ofClass.get(i);
            List<String> values = index.holders().entrySet().stream()
                    .filter(each -> each.getValue().equals(key.id()))
                    .map(Map.Entry::getKey)
                    .toList();
            ofClass = values.isEmpty()
                    ? ofClass
                    : ofClass.with(i, index.holding(index.holders().minusAll(values)));
        }
        return with(key.className(), ofClass);
    }

    SnapshotIndexes without(IndexDefinition definition) {
        PVector<Index> kept = TreePVector.from(ofClass(definition.className()).stream()
                .filter(each -> !each.isOn(definition))
                .toList());
        return kept.isEmpty()
                ? new SnapshotIndexes(byClass.minus(definition.className()))
                : with(definition.className(), kept);
    }

    private PVector<Index> ofClass(String className) {
        return Objects.requireNonNullElse(byClass.get(className), TreePVector.empty());
    }

    private SnapshotIndexes with(String className, PVector<Index> ofClass) {
        return ofClass.isEmpty() ? this : new SnapshotIndexes(byClass.plus(className, ofClass));
    }
}
