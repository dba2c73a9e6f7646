package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.json.References;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * All documents at one moment. Immutable: a change makes a new snapshot that shares what did not change, in a time that
 * grows with the logarithm of the number of documents.
 *
 * <p>Documents lie under their class, so that counting, listing and clearing a class touch nothing of the others. A
 * class without documents has no entry. See decision 0002.
 */
public final class Snapshot {
    /** Nothing. */
    public static final Snapshot EMPTY = new Snapshot(
            TreePMap.empty(ObjectKey.TEXT_ORDER),
            ChangeHistory.NONE,
            EventHistory.EMPTY,
            GenerationHistory.EMPTY,
            SnapshotIndexes.NONE,
            ReferenceIndex.EMPTY,
            true,
            HashTreePMap.empty());

    /** Nothing, to be filled with documents that lie elsewhere, so that nobody knows yet what they refer to. */
    public static final Snapshot OF_OTHERS = new Snapshot(EMPTY, ReferenceIndex.EMPTY, false);

    private static final TreePMap<String, HeldDocument> NO_DOCUMENTS = TreePMap.empty(ObjectKey.TEXT_ORDER);

    private final TreePMap<String, TreePMap<String, HeldDocument>> documents;

    private final ChangeHistory changes;
    private final EventHistory events;
    private final GenerationHistory generations;
    private final SnapshotIndexes indexes;
    private final HashPMap<UUID, Outcome> outcomes;

    /** The rules at least; the references too if they are {@link #known}. */
    private volatile ReferenceIndex references;

    private volatile boolean known;

    private Snapshot(
            TreePMap<String, TreePMap<String, HeldDocument>> documents,
            ChangeHistory changes,
            EventHistory events,
            GenerationHistory generations,
            SnapshotIndexes indexes,
            ReferenceIndex references,
            boolean known,
            HashPMap<UUID, Outcome> outcomes) {
        this.documents = documents;
        this.changes = changes;
        this.events = events;
        this.generations = generations;
        this.indexes = indexes;
        this.references = references;
        this.known = known;
        this.outcomes = outcomes;
    }

    private Snapshot(Snapshot other, ReferenceIndex references, boolean known) {
        this(
                other.documents,
                other.changes,
                other.events,
                other.generations,
                other.indexes,
                references,
                known,
                other.outcomes);
    }

    /** What is recorded of the transaction of this name. */
    @Nullable
    Outcome outcome(UUID token) {
        return outcomes.get(token);
    }

    /** What is recorded of transactions, by their names. */
    public Map<UUID, Outcome> outcomes() {
        return outcomes;
    }

    /** The same with how one more transaction ended. */
    public Snapshot with(UUID token, Outcome outcome) {
        return new Snapshot(
                documents, changes, events, generations, indexes, references, known, outcomes.plus(token, outcome));
    }

    /** The events. */
    public EventHistory events() {
        return events;
    }

    /** These documents with other events. */
    public Snapshot with(EventHistory history) {
        return new Snapshot(documents, changes, history, generations, indexes, references, known, outcomes);
    }

    /** What objects were. */
    public GenerationHistory generations() {
        return generations;
    }

    /** These documents with other generations. */
    public Snapshot with(GenerationHistory history) {
        return history == generations
                ? this
                : new Snapshot(documents, changes, events, history, indexes, references, known, outcomes);
    }

    /** These documents without any event or generation of an object. */
    Snapshot forgetting(ObjectKey key) {
        Snapshot left = events.has(key) ? with(events.without(key)) : this;
        return generations.of(key).byNumber().isEmpty() ? left : left.with(generations.with(key, KeptGenerations.NONE));
    }

    /** The log of changes. */
    public ChangeHistory changes() {
        return changes;
    }

    SnapshotIndexes indexes() {
        return indexes;
    }

    /** Which of these documents refer to which. Looks at all of them, if nobody has asked before. */
    ReferenceIndex references() {
        if (!known) {
            ReferenceIndex found = references;
            for (String className : documents.keySet()) {
                for (StoredDocument each : (Iterable<StoredDocument>) all(className)::iterator) {
                    found = found.with(each.key(), References.in(each.content()));
                }
            }
            references = found;
            known = true;
        }
        return references;
    }

    /** What becomes of references when objects of classes are deleted. */
    public Map<String, OnDelete> rules() {
        return references.rules();
    }

    /** These documents with another rule for a class. */
    public Snapshot with(String className, OnDelete rule) {
        return new Snapshot(this, references.with(className, rule), known);
    }

    /** These documents with another log of changes. */
    public Snapshot with(ChangeHistory history) {
        return new Snapshot(documents, history, events, generations, indexes, references, known, outcomes);
    }

    /** These documents with other indexes. */
    Snapshot with(SnapshotIndexes others) {
        return new Snapshot(documents, changes, events, generations, others, references, known, outcomes);
    }

    /** The indexes, in the order of class names and of their making. */
    public List<IndexEntry> indexEntries() {
        return indexes.list();
    }

    /** These documents without an index. */
    public Snapshot without(IndexDefinition definition) {
        return with(indexes.without(definition));
    }

    /** These documents with an index that others have made, whatever of them are equal in it. */
    public Snapshot withKept(IndexEntry entry) {
        return with(indexes.withKept(
                entry, () -> all(entry.definition().className()).iterator()));
    }

    /** These documents with all documents of a class as they lie elsewhere; changes nothing else. */
    public Snapshot placing(String className, SortedMap<String, ? extends HeldDocument> held) {
        TreePMap<String, HeldDocument> ofClass = TreePMap.fromSortedMap(new TreeMap<>(held));
        Snapshot placed = with(className, held.isEmpty() ? NO_DOCUMENTS : ofClass, changes, indexes, references)
                .reindexed(className);
        return new Snapshot(placed, ReferenceIndex.ofRules(references.rules()), false);
    }

    /** These documents with one more, as it lies elsewhere; changes nothing else but unique indexes and references. */
    public Snapshot placing(HeldDocument held) {
        String className = held.key().className();
        HeldDocument before = ofClass(className).get(held.key().id());
        StoredDocument document = known ? held.document() : null;
        return with(
                className,
                ofClass(className).plus(held.key().id(), held),
                changes,
                indexes.replacing(className, before, held),
                known
                        ? references.with(held.key(), document == null ? Set.of() : References.in(document.content()))
                        : references);
    }

    /** The same documents, one of them held in another way. */
    public Snapshot holding(HeldDocument held) {
        String className = held.key().className();
        return with(className, ofClass(className).plus(held.key().id(), held), changes, indexes, references);
    }

    /** These documents without one that others have taken away. */
    public Snapshot losing(ObjectKey key) {
        HeldDocument before = ofClass(key.className()).get(key.id());
        return before == null
                ? this
                : with(
                        key.className(),
                        ofClass(key.className()).minus(key.id()),
                        changes,
                        indexes.replacing(key.className(), before, null),
                        references.without(key));
    }

    private Snapshot reindexed(String className) {
        Snapshot snapshot = this;
        for (IndexEntry each : indexes.list(className)) {
            snapshot = each.definition().unique() ? snapshot.withKept(each) : snapshot;
        }
        return snapshot;
    }

    /** These documents with an index more, or with one built anew. */
    Snapshot with(IndexEntry entry) {
        return with(indexes.with(entry, all(entry.definition().className()).iterator()));
    }

    /** These documents with a log of changes that begins with them. */
    Snapshot keepingChanges() {
        ChangeHistory history = ChangeHistory.begin();
        for (TreePMap<String, HeldDocument> ofClass : documents.values()) {
            for (HeldDocument held : ofClass.values()) {
                StoredDocument document = held.document();
                history = document == null ? history : history.withSaved(document);
            }
        }
        return with(history);
    }

    @Nullable
    StoredDocument get(ObjectKey key) {
        HeldDocument held = held(key);
        return held == null ? null : held.document();
    }

    /** The document of a key, wherever it lies; null if there is none. */
    public @Nullable HeldDocument held(ObjectKey key) {
        return ofClass(key.className()).get(key.id());
    }

    /** Whether there is a document of that key, without a look at it. */
    public boolean contains(ObjectKey key) {
        return ofClass(key.className()).containsKey(key.id());
    }

    /**
     * These documents with {@code document} in the place of its predecessor.
     *
     * @param before the predecessor; null if there is none
     * @param targets the keys that the document refers to
     * @throws io.sepia.error.NotUniqueException if a unique index has another one that is equal to it
     */
    Snapshot with(@Nullable StoredDocument before, StoredDocument document, Set<ObjectKey> targets) {
        ObjectKey key = document.key();
        return with(
                        key.className(),
                        ofClass(key.className()).plus(key.id(), new HeldDocument.Whole(document)),
                        changes.withSaved(document),
                        indexes.with(before, document),
                        known ? references.with(key, targets) : references)
                .with(generations.replacing(before));
    }

    Snapshot without(StoredDocument document, Instant now) {
        ObjectKey key = document.key();
        return with(
                        key.className(),
                        ofClass(key.className()).minus(key.id()),
                        changes.withDeleted(document, now),
                        indexes.without(document),
                        references.without(key))
                .with(generations.deleting(document, now));
    }

    Snapshot withoutClass(String className, Instant now) {
        ChangeHistory history = changes;
        GenerationHistory kept = generations;
        if (history.log() != null || kept.rules().containsKey(className)) {
            for (HeldDocument held : ofClass(className).values()) {
                StoredDocument document = held.document();
                history = document == null ? history : history.withDeleted(document, now);
                kept = document == null ? kept : kept.deleting(document, now);
            }
        }
        ReferenceIndex others = references;
        for (String id : ofClass(className).keySet()) {
            others = others.without(new ObjectKey(className, id));
        }
        return new Snapshot(
                documents.minus(className), history, events, kept, indexes.emptied(className), others, known, outcomes);
    }

    /** Nothing, and in the log the deletion of everything. */
    Snapshot cleared(Instant now) {
        Snapshot cleared = this;
        for (String className : documents.keySet()) {
            cleared = cleared.withoutClass(className, now);
        }
        return cleared;
    }

    /** The ids of a class in order. */
    public List<String> ids(String className) {
        return List.copyOf(ofClass(className).keySet());
    }

    /** The documents of a class in order. */
    Stream<StoredDocument> all(String className) {
        return documents(ofClass(className));
    }

    /** The documents of the class of {@code key} whose id is greater than that of {@code key}, in order. */
    Stream<StoredDocument> after(ObjectKey key) {
        return documents(ofClass(key.className()).tailMap(key.id(), false));
    }

    private static Stream<StoredDocument> documents(Map<String, HeldDocument> held) {
        return held.values().stream().map(HeldDocument::document).flatMap(Stream::ofNullable);
    }

    long count() {
        return documents.values().stream().mapToLong(TreePMap::size).sum();
    }

    long count(String className) {
        return ofClass(className).size();
    }

    /** The classes that have documents, with their numbers. */
    public SortedMap<String, Long> classes() {
        SortedMap<String, Long> counts = new TreeMap<>(ObjectKey.TEXT_ORDER);
        documents.forEach((className, ofClass) -> counts.put(className, (long) ofClass.size()));
        return Collections.unmodifiableSortedMap(counts);
    }

    private TreePMap<String, HeldDocument> ofClass(String className) {
        return documents.getOrDefault(className, NO_DOCUMENTS);
    }

    private Snapshot with(
            String className,
            TreePMap<String, HeldDocument> ofClass,
            ChangeHistory history,
            SnapshotIndexes next,
            ReferenceIndex others) {
        return new Snapshot(
                ofClass.isEmpty() ? documents.minus(className) : documents.plus(className, ofClass),
                history,
                events,
                generations,
                next,
                others,
                known,
                outcomes);
    }
}
