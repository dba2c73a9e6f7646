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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
     * @param values the values of documents in a unique index, by id
     * @param holders the ids of documents by their values, in order; several only if others have edited files
     */
    private record Index(
            IndexEntry entry,
            @Nullable UniqueKey key,
            HashPMap<String, String> values,
            HashPMap<String, List<String>> holders) {
        static Index empty(IndexEntry entry) {
            IndexDefinition definition = entry.definition();
            UniqueKey key = definition.unique() ? new UniqueKey(definition) : null;
            return new Index(entry, key, HashTreePMap.empty(), HashTreePMap.empty());
        }

        boolean isOn(IndexDefinition definition) {
            return entry.definition().equals(definition);
        }

        /** Removes the values that a document had when it was added, whatever it contains by now. */
        Index without(String id) {
            String old = values.get(id);
            if (old == null) {
                return this;
            }
            List<String> left = holders.getOrDefault(old, List.of()).stream()
                    .filter(each -> !each.equals(id))
                    .toList();
            return new Index(
                    entry, key, values.minus(id), left.isEmpty() ? holders.minus(old) : holders.plus(old, left));
        }

        /** Returns the ids of other documents that have the values of the given one. */
        List<String> others(StoredDocument document) {
            String wanted = key == null ? null : key.of(document.content());
            List<String> found = wanted == null ? null : holders.get(wanted);
            if (found == null) {
                return List.of();
            }
            String id = document.key().id();
            return found.stream().filter(each -> !each.equals(id)).toList();
        }

        /** Adds a document, which has no values here yet. */
        Index with(StoredDocument document) {
            String added = key == null ? null : key.of(document.content());
            if (added == null) {
                return this;
            }
            String id = document.key().id();
            List<String> there = holders.get(added);
            List<String> all = there == null
                    ? List.of(id)
                    : Stream.concat(there.stream(), Stream.of(id))
                            .sorted(ObjectKey.TEXT_ORDER)
                            .toList();
            return new Index(entry, key, values.plus(id, added), holders.plus(added, all));
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

    /**
     * Replaces a document.
     *
     * @throws NotUniqueException if another document has the same values in a unique index
     */
    SnapshotIndexes with(StoredDocument document) {
        String id = document.key().id();
        PVector<Index> ofClass = ofClass(document.key().className());
        for (int i = 0; i < ofClass.size(); i++) {
            Index index = ofClass.get(i).without(id);
            List<String> others = index.others(document);
            if (!others.isEmpty()) {
                throw NotUniqueException.saving(
                        document.key().className(), index.entry().definition().fields(), id, others.get(0));
            }
            ofClass = ofClass.with(i, index.with(document));
        }
        return with(document.key().className(), ofClass);
    }

    /** Returns the ids of other documents that have the values of the given one in a unique index. */
    Set<String> others(StoredDocument document) {
        Set<String> others = new TreeSet<>(ObjectKey.TEXT_ORDER);
        ofClass(document.key().className()).forEach(each -> others.addAll(each.others(document)));
        return others;
    }

    /** Removes the values of a document. */
    SnapshotIndexes without(ObjectKey key) {
        PVector<Index> ofClass = ofClass(key.className());
        for (int i = 0; i < ofClass.size(); i++) {
            Index index = ofClass.get(i);
            Index left = index.without(key.id());
            ofClass = left == index ? ofClass : ofClass.with(i, left);
        }
        return with(key.className(), ofClass);
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
            List<String> others = index.others(document);
            if (others.isEmpty()) {
                index = index.with(document);
            } else if (equal.size() < NAMED_DUPLICATES) {
                equal.add(others.get(0));
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

    /** Replaces the values of a document by those that it has, even if another document has them too. */
    SnapshotIndexes withKept(StoredDocument document) {
        PVector<Index> ofClass = ofClass(document.key().className());
        for (int i = 0; i < ofClass.size(); i++) {
            ofClass =
                    ofClass.with(i, ofClass.get(i).without(document.key().id()).with(document));
        }
        return with(document.key().className(), ofClass);
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
