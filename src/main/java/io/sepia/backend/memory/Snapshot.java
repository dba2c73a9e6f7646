package io.sepia.backend.memory;

import io.sepia.backend.Outcome;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.query.IndexEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * All documents at one moment. Immutable: a change makes a new snapshot that shares what did not change, in a time that
 * grows with the logarithm of the number of documents.
 *
 * <p>Documents lie under their class, so that counting, listing and clearing a class touch nothing of the others. A
 * class without documents has no entry.
 */
final class Snapshot {
    static final Snapshot EMPTY = new Snapshot(
            TreePMap.empty(ObjectKey.TEXT_ORDER),
            ChangeHistory.NONE,
            EventHistory.EMPTY,
            SnapshotIndexes.NONE,
            HashTreePMap.empty());

    private static final TreePMap<String, StoredDocument> NO_DOCUMENTS = TreePMap.empty(ObjectKey.TEXT_ORDER);

    private final TreePMap<String, TreePMap<String, StoredDocument>> documents;

    private final ChangeHistory changes;
    private final EventHistory events;
    private final SnapshotIndexes indexes;
    private final HashPMap<UUID, Outcome> outcomes;

    private Snapshot(
            TreePMap<String, TreePMap<String, StoredDocument>> documents,
            ChangeHistory changes,
            EventHistory events,
            SnapshotIndexes indexes,
            HashPMap<UUID, Outcome> outcomes) {
        this.documents = documents;
        this.changes = changes;
        this.events = events;
        this.indexes = indexes;
        this.outcomes = outcomes;
    }

    /** What is recorded of the transaction of this name. */
    @Nullable
    Outcome outcome(UUID token) {
        return outcomes.get(token);
    }

    Snapshot with(UUID token, Outcome outcome) {
        return new Snapshot(documents, changes, events, indexes, outcomes.plus(token, outcome));
    }

    /** The events. */
    EventHistory events() {
        return events;
    }

    /** These documents with other events. */
    Snapshot with(EventHistory history) {
        return new Snapshot(documents, changes, history, indexes, outcomes);
    }

    /** The log of changes. */
    ChangeHistory changes() {
        return changes;
    }

    SnapshotIndexes indexes() {
        return indexes;
    }

    /** These documents with another log of changes. */
    Snapshot with(ChangeHistory history) {
        return new Snapshot(documents, history, events, indexes, outcomes);
    }

    /** These documents with other indexes. */
    Snapshot with(SnapshotIndexes others) {
        return new Snapshot(documents, changes, events, others, outcomes);
    }

    /** These documents with an index more, or with one built anew. */
    Snapshot with(IndexEntry entry) {
        return with(indexes.with(entry, all(entry.definition().className())));
    }

    /** These documents with a log of changes that begins with them. */
    Snapshot keepingChanges() {
        ChangeHistory history = ChangeHistory.begin();
        for (TreePMap<String, StoredDocument> ofClass : documents.values()) {
            for (StoredDocument document : ofClass.values()) {
                history = history.withSaved(document);
            }
        }
        return with(history);
    }

    @Nullable
    StoredDocument get(ObjectKey key) {
        return ofClass(key.className()).get(key.id());
    }

    /**
     * These documents with {@code document} in the place of its predecessor.
     *
     * @throws io.sepia.error.NotUniqueException if a unique index has another one that is equal to it
     */
    Snapshot with(StoredDocument document) {
        ObjectKey key = document.key();
        return with(
                key.className(),
                ofClass(key.className()).plus(key.id(), document),
                changes.withSaved(document),
                indexes.with(get(key), document));
    }

    Snapshot without(StoredDocument document, Instant now) {
        ObjectKey key = document.key();
        return with(
                key.className(),
                ofClass(key.className()).minus(key.id()),
                changes.withDeleted(document, now),
                indexes.without(document));
    }

    Snapshot withoutClass(String className, Instant now) {
        ChangeHistory history = changes;
        if (history.log() != null) {
            for (StoredDocument document : ofClass(className).values()) {
                history = history.withDeleted(document, now);
            }
        }
        return new Snapshot(documents.minus(className), history, events, indexes.emptied(className), outcomes);
    }

    /** Nothing, and in the log the deletion of everything. */
    Snapshot cleared(Instant now) {
        Snapshot cleared = this;
        for (String className : documents.keySet()) {
            cleared = cleared.withoutClass(className, now);
        }
        return cleared;
    }

    List<String> ids(String className) {
        return List.copyOf(ofClass(className).keySet());
    }

    /** The documents of a class in order. */
    Collection<StoredDocument> all(String className) {
        return ofClass(className).values();
    }

    /** The documents of the class of {@code key} whose id is greater than that of {@code key}, in order. */
    Collection<StoredDocument> after(ObjectKey key) {
        return ofClass(key.className()).tailMap(key.id(), false).values();
    }

    long count() {
        return documents.values().stream().mapToLong(TreePMap::size).sum();
    }

    long count(String className) {
        return ofClass(className).size();
    }

    SortedMap<String, Long> classes() {
        SortedMap<String, Long> counts = new TreeMap<>(ObjectKey.TEXT_ORDER);
        documents.forEach((className, ofClass) -> counts.put(className, (long) ofClass.size()));
        return Collections.unmodifiableSortedMap(counts);
    }

    private TreePMap<String, StoredDocument> ofClass(String className) {
        return documents.getOrDefault(className, NO_DOCUMENTS);
    }

    private Snapshot with(
            String className, TreePMap<String, StoredDocument> ofClass, ChangeHistory history, SnapshotIndexes next) {
        return new Snapshot(
                ofClass.isEmpty() ? documents.minus(className) : documents.plus(className, ofClass),
                history,
                events,
                next,
                outcomes);
    }
}
