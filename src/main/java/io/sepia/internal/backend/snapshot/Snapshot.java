package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.Outcome;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
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
 * All documents at one moment. Immutable: a change returns a new snapshot that shares the unchanged parts. Its cost
 * grows with the logarithm of the number of documents.
 *
 * <p>Documents are grouped by class, so that counting, listing and clearing a class do not touch other classes. A class
 * without documents has no entry. See decision 0002.
 */
public final class Snapshot {
    /** A snapshot without documents. */
    public static final Snapshot EMPTY = new Snapshot(
            TreePMap.empty(ObjectKey.TEXT_ORDER),
            ChangeHistory.NONE,
            EventHistory.EMPTY,
            GenerationHistory.EMPTY,
            SnapshotDerivations.NONE,
            HashTreePMap.empty());

    /** An empty snapshot for documents that are held elsewhere, whose references are not known yet. */
    public static final Snapshot UNEXAMINED = EMPTY.with(SnapshotDerivations.NONE.unexamined());

    private static final TreePMap<String, HeldDocument> NO_DOCUMENTS = TreePMap.empty(ObjectKey.TEXT_ORDER);

    private final TreePMap<String, TreePMap<String, HeldDocument>> documents;

    private final ChangeHistory changes;
    private final EventHistory events;
    private final GenerationHistory generations;
    private final HashPMap<UUID, Outcome> outcomes;

    /** Replaced by a more complete one when that is needed. */
    private volatile SnapshotDerivations derived;

    private Snapshot(
            TreePMap<String, TreePMap<String, HeldDocument>> documents,
            ChangeHistory changes,
            EventHistory events,
            GenerationHistory generations,
            SnapshotDerivations derived,
            HashPMap<UUID, Outcome> outcomes) {
        this.documents = documents;
        this.changes = changes;
        this.events = events;
        this.generations = generations;
        this.derived = derived;
        this.outcomes = outcomes;
    }

    private Snapshot with(SnapshotDerivations derivations) {
        return new Snapshot(documents, changes, events, generations, derivations, outcomes);
    }

    /** Returns the recorded outcome of the named transaction, or null. */
    @Nullable
    Outcome outcome(UUID token) {
        return outcomes.get(token);
    }

    /** Returns the recorded outcomes of transactions by name. */
    public Map<UUID, Outcome> outcomes() {
        return outcomes;
    }

    /** Returns this snapshot with the outcome of another transaction. */
    public Snapshot with(UUID token, Outcome outcome) {
        return new Snapshot(documents, changes, events, generations, derived, outcomes.plus(token, outcome));
    }

    /** Returns the events. */
    public EventHistory events() {
        return events;
    }

    /** Returns these documents with other events. */
    public Snapshot with(EventHistory history) {
        return new Snapshot(documents, changes, history, generations, derived, outcomes);
    }

    /** Returns the generations of objects. */
    public GenerationHistory generations() {
        return generations;
    }

    /** Returns these documents with other generations. */
    public Snapshot with(GenerationHistory history) {
        return history == generations ? this : new Snapshot(documents, changes, events, history, derived, outcomes);
    }

    /** Returns these documents without the events and generations of an object. */
    Snapshot forgetting(ObjectKey key) {
        Snapshot left = events.has(key) ? with(events.without(key)) : this;
        return generations.of(key).highest() == 0 ? left : left.with(generations.with(key, KeptGenerations.NONE));
    }

    /** Returns the log of changes. */
    public ChangeHistory changes() {
        return changes;
    }

    SnapshotIndexes indexes() {
        return derived.indexes();
    }

    /**
     * Returns the references between these documents. The first call reads all documents unless the references are
     * known.
     *
     * @param look whether documents are looked at that other programs may have edited since the last call
     */
    ReferenceIndex references(boolean look) {
        SnapshotDerivations complete = derived;
        if (look || !complete.isComplete()) {
            complete = complete.complete(documents.values().stream().flatMap(each -> each.values().stream()));
            derived = complete;
        }
        return complete.references();
    }

    private SnapshotDerivations derivations() {
        SnapshotDerivations read = derived.read();
        derived = read;
        return read;
    }

    /** Returns the deletion rules by class. */
    public Map<String, OnDelete> rules() {
        return derived.references().rules();
    }

    /** Returns these documents with a deletion rule for a class. */
    public Snapshot with(String className, OnDelete rule) {
        return with(derived.with(className, rule));
    }

    /** Returns these documents with another log of changes. */
    public Snapshot with(ChangeHistory history) {
        return new Snapshot(documents, history, events, generations, derived, outcomes);
    }

    /** Returns the indexes, ordered by class name and then by creation. */
    public List<IndexEntry> indexEntries() {
        return derived.indexes().list();
    }

    /** Returns these documents without an index. */
    public Snapshot without(IndexDefinition definition) {
        return with(derived.with(derived.indexes().without(definition)));
    }

    /**
     * Returns these documents with an index that another store has built, even if documents have the same values in it.
     */
    public Snapshot withKept(IndexEntry entry) {
        return with(
                derived.withKept(entry, ofClass(entry.definition().className()).values()));
    }

    /** Replaces all documents of a class by documents held elsewhere. Leaves log, events and generations unchanged. */
    public Snapshot placing(String className, SortedMap<String, ? extends HeldDocument> held) {
        TreePMap<String, HeldDocument> ofClass = TreePMap.fromSortedMap(new TreeMap<>(held));
        List<String> gone = ofClass(className).keySet().stream()
                .filter(id -> !held.containsKey(id))
                .toList();
        return with(className, ofClass, changes, derived.placing(className, ofClass.values(), gone));
    }

    /** Adds or replaces a document held elsewhere. Leaves log, events and generations unchanged, and reads nothing. */
    public Snapshot placing(HeldDocument held) {
        String className = held.key().className();
        return with(className, ofClass(className).plus(held.key().id(), held), changes, derived.placing(held));
    }

    /** Returns the same documents, one of them held in another way. */
    public Snapshot holding(HeldDocument held) {
        String className = held.key().className();
        return with(className, ofClass(className).plus(held.key().id(), held), changes, derived);
    }

    /** Returns these documents without one that was deleted outside this store. */
    public Snapshot losing(ObjectKey key) {
        String className = key.className();
        return contains(key) ? with(className, ofClass(className).minus(key.id()), changes, derived.losing(key)) : this;
    }

    /** Returns these documents with an index added or rebuilt. */
    Snapshot with(IndexEntry entry) {
        Iterator<StoredDocument> documentsOfClass =
                all(entry.definition().className()).iterator();
        SnapshotDerivations read = derivations();
        return with(read.with(read.indexes().with(entry, documentsOfClass)));
    }

    /** Returns these documents with a log of changes that begins with them. */
    Snapshot keepingChanges() {
        ChangeHistory history = ChangeHistory.begin();
        for (TreePMap<String, HeldDocument> ofClass : documents.values()) {
            for (HeldDocument held : ofClass.values()) {
                StoredDocument document = held.listed();
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

    /** Returns the document of a key, wherever it is held, or null. */
    public @Nullable HeldDocument held(ObjectKey key) {
        return ofClass(key.className()).get(key.id());
    }

    /** Returns whether there is a document with that key, without reading it. */
    public boolean contains(ObjectKey key) {
        return ofClass(key.className()).containsKey(key.id());
    }

    /**
     * Replaces a document.
     *
     * @param before the previous version, or null
     * @param targets the keys that the document refers to
     * @throws io.sepia.error.NotUniqueException if another document has the same values in a unique index
     */
    Snapshot with(@Nullable StoredDocument before, StoredDocument document, Set<ObjectKey> targets) {
        ObjectKey key = document.key();
        TreePMap<String, HeldDocument> ofClass = ofClass(key.className());
        SnapshotDerivations confirmed = derivations().confirmed(document, ofClass::get);
        derived = confirmed;
        return with(
                        key.className(),
                        ofClass.plus(key.id(), new HeldDocument.Whole(document)),
                        changes.withSaved(document),
                        confirmed.with(document, targets))
                .with(generations.replacing(before));
    }

    Snapshot without(StoredDocument document, Instant now) {
        ObjectKey key = document.key();
        return with(
                        key.className(),
                        ofClass(key.className()).minus(key.id()),
                        changes.withDeleted(document, now),
                        derivations().losing(key))
                .with(generations.deleting(document, now));
    }

    Snapshot withoutClass(String className, Instant now) {
        ChangeHistory history = changes;
        GenerationHistory kept = generations;
        for (HeldDocument held : ofClass(className).values()) {
            StoredDocument document = held.replaced();
            history = document == null ? history : history.withDeleted(document, now);
            kept = document == null ? kept : kept.deleting(document, now);
        }
        SnapshotDerivations left = derived.without(className, ofClass(className).keySet());
        return new Snapshot(documents.minus(className), history, events, kept, left, outcomes);
    }

    /** Returns a snapshot without documents, whose log contains the deletion of all of them. */
    Snapshot cleared(Instant now) {
        Snapshot cleared = this;
        for (String className : documents.keySet()) {
            cleared = cleared.withoutClass(className, now);
        }
        return cleared;
    }

    /** Returns the ids of a class in order. */
    public List<String> ids(String className) {
        return List.copyOf(ofClass(className).keySet());
    }

    /** Returns the documents of a class in order, also those that cannot be read. */
    Stream<StoredDocument> all(String className) {
        return ofClass(className).values().stream().map(HeldDocument::listed).flatMap(Stream::ofNullable);
    }

    /** Returns the documents of a class in order. */
    Stream<StoredDocument> readable(String className) {
        return documents(ofClass(className));
    }

    /**
     * Requires that all references are known, after {@link #references}.
     *
     * @throws DamagedDocumentException if a document cannot be read
     */
    void requireReferences() {
        for (HeldDocument each : derived.unread().values()) {
            each.document();
            throw new DamagedDocumentException(
                    each.key() + " is not valid JSON, so it is not known to what it refers. Correct it or delete it.");
        }
    }

    /** Returns the documents of the class of {@code key} with greater ids, in order. */
    Stream<StoredDocument> after(ObjectKey key) {
        return documents(ofClass(key.className()).tailMap(key.id(), false));
    }

    /** Compares the documents of a class with those of an earlier snapshot. */
    ClassChanges changes(String className, @Nullable Object since) {
        return SnapshotState.changes(ofClass(className), since);
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

    /** Returns the number of documents of each class that has any. */
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
            SnapshotDerivations derivations) {
        return new Snapshot(
                ofClass.isEmpty() ? documents.minus(className) : documents.plus(className, ofClass),
                history,
                events,
                generations,
                derivations,
                outcomes);
    }
}
