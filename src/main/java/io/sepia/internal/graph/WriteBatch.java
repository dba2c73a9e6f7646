package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.error.MappingException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.EncodedObject;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.codec.Place;
import io.sepia.internal.unknown.KnownDocuments;
import io.sepia.internal.unknown.Sightings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Objects that are written together: their ids, their documents, and the places of records that are replaced. */
final class WriteBatch {
    /** An object in memory that is written or referred to. */
    static final class Node {
        private final Object original;
        private final ObjectModel<?> model;
        private final boolean hadKey;
        private final ObjectKey key;
        private Object current;

        Node(Object original, Object current, ObjectModel<?> model, boolean hadKey, ObjectKey key) {
            this.original = original;
            this.current = current;
            this.model = model;
            this.hadKey = hadKey;
            this.key = key;
        }

        Object original() {
            return original;
        }

        ObjectModel<?> model() {
            return model;
        }

        ObjectKey key() {
            return key;
        }

        boolean hadKey() {
            return hadKey;
        }

        WriteCondition condition(SaveMode mode) {
            return mode.condition(model, model.versionOf(current));
        }
    }

    /** The write of one node. */
    private record Task(
            Node node,
            SaveMode mode,
            WriteCondition condition,
            @Nullable Map<String, ?> metadata) {}

    private record Occurrence(Place place, Node node) {}

    /** Most batches have one object, which should not pay for a large table. */
    private static final int FEW = 4;

    private final ObjectCodec codec;
    private final TransactionLedger ledger;
    private final Map<Object, Node> nodes = new IdentityHashMap<>(FEW);
    private final Map<ObjectKey, Task> tasks = new LinkedHashMap<>();
    private final List<Task> unencoded = new ArrayList<>();
    private final List<DocumentWrite> writes = new ArrayList<>();
    private final List<Node> roots = new ArrayList<>();
    private final List<Occurrence> occurrences = new ArrayList<>();
    /** The written documents that have members which the classes of their objects do not know. */
    private Set<ObjectKey> withUnknown = Set.of();

    /** @param ledger receives the changes to objects of the application */
    WriteBatch(ObjectCodec codec, TransactionLedger ledger) {
        this.codec = codec;
        this.ledger = ledger;
    }

    int size() {
        return roots.size();
    }

    /** Returns whether an object with the same key is in the batch. */
    boolean contains(Object object) {
        ObjectKey key = codec.modelOf(object).keyOf(object);
        return nodes.containsKey(object) || key != null && tasks.containsKey(key);
    }

    boolean isScheduled(ObjectKey key) {
        return tasks.containsKey(key);
    }

    boolean isUpdate(ObjectKey key) {
        Task task = tasks.get(key);
        return task != null && task.mode() == SaveMode.UPDATE;
    }

    Iterable<ObjectKey> keys() {
        return tasks.keySet();
    }

    List<DocumentWrite> writes() {
        return writes;
    }

    /** Returns the object that the caller passed, or that another refers to, for a write. */
    Object original(ObjectKey key) {
        return Objects.requireNonNull(tasks.get(key)).node().original();
    }

    /** Returns whether the object of a write received its id in this batch. */
    boolean isNew(ObjectKey key) {
        return !Objects.requireNonNull(tasks.get(key)).node().hadKey();
    }

    /** Replaces a write by one that keeps members which the class of the object does not know. */
    void keepUnknown(int index, DocumentWrite kept) {
        writes.set(index, kept);
        if (withUnknown.isEmpty()) {
            withUnknown = new HashSet<>();
        }
        withUnknown.add(kept.key());
    }

    /**
     * Returns whether the object that the caller passed may replace a document with unknown members, and if so, has it
     * written only if no document is stored. There must be one such object.
     */
    boolean mayReplaceUnknown(KnownDocuments known) {
        Node root = roots.get(0);
        DocumentWrite write = writes.get(0);
        if (!root.hadKey()
                || write.condition().kind() != WriteCondition.Kind.NONE
                || !UnknownGuard.mustLook(known, root.original(), write.key(), write.condition())) {
            return false;
        }
        replaceFirst(new DocumentWrite(
                write.key(),
                write.type(),
                write.content(),
                write.metadata(),
                WriteCondition.IF_ABSENT,
                write.references()));
        return true;
    }

    /** Replaces the first write, that of an object that the caller passed. */
    void replaceFirst(DocumentWrite write) {
        writes.set(0, write);
    }

    /** Returns whether the object that the caller passed is stored. */
    boolean isRootStored(BackendTransaction transaction) {
        return transaction.exists(roots.get(0).key());
    }

    /**
     * Returns the objects that were written, with their new versions, except those that may have been stored before.
     */
    List<Sightings.Written> written() {
        List<Sightings.Written> written = new ArrayList<>(tasks.size());
        for (Task task : tasks.values()) {
            Node node = task.node();
            if (task.condition().kind() != WriteCondition.Kind.IF_ABSENT) {
                written.add(new Sightings.Written(
                        node.current,
                        node.key(),
                        node.model().versionOf(node.current),
                        withUnknown.contains(node.key())));
            }
        }
        return written;
    }

    /** Returns the classes of the written objects that are not among {@code known}, by their storage names. */
    Map<String, ObjectModel<?>> models(Predicate<ObjectModel<?>> known) {
        Map<String, ObjectModel<?>> models = Map.of();
        for (Task task : tasks.values()) {
            ObjectModel<?> model = task.node().model();
            if (!known.test(model)) {
                if (models.isEmpty()) {
                    models = new LinkedHashMap<>(FEW);
                }
                models.put(model.name(), model);
            }
        }
        return models;
    }

    /** Adds an object that the caller passed. */
    void addRoot(Object object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        Node node = node(object);
        roots.add(node);
        add(node, mode, node.condition(mode), metadata);
    }

    /** Adds an object that is stored because another refers to it, unless its key is in the batch already. */
    void addAlong(Node node) {
        checkSameInstance(node);
        if (!tasks.containsKey(node.key())) {
            WriteCondition condition =
                    node.model().isVersioned() ? node.condition(SaveMode.SAVE) : WriteCondition.IF_ABSENT;
            add(node, SaveMode.SAVE, condition, null);
        }
    }

    /** Refuses an object if a different one with its key is stored because an object of the batch refers to it. */
    void checkSameInstance(Node node) {
        Task other = tasks.get(node.key());
        if (other != null
                && other.node() != node
                && !roots.contains(other.node())
                && !codec.isSame(other.node().current, node.current)) {
            throw twoInstances(node);
        }
    }

    private static MappingException twoInstances(Node node) {
        return new MappingException("The graph holds two different instances of " + node.key()
                + ", and only one of them can be stored. Use the same instance in both places.");
    }

    /** Adds an object of a graph that is written as a whole. */
    void addReached(Node node) {
        Task other = tasks.get(node.key());
        if (other == null) {
            add(node, SaveMode.SAVE, node.condition(SaveMode.SAVE), null);
        } else if (other.node() != node) {
            throw twoInstances(node);
        }
    }

    private void add(Node node, SaveMode mode, WriteCondition condition, @Nullable Map<String, ?> metadata) {
        Task task = new Task(node, mode, condition, metadata);
        tasks.put(node.key(), task);
        unencoded.add(task);
    }

    /** Encodes the objects that were added since the last call, and returns those that they refer to. */
    List<Node> encode() {
        List<Node> referred = new ArrayList<>();
        List<Task> round = List.copyOf(unencoded);
        unencoded.clear();
        for (Task task : round) {
            Node node = task.node();
            EncodedObject encoded = codec.encode(node.current, (target, place) -> {
                Node other = node(target);
                place.bind(other.key()).ifPresent(ledger::onRollback);
                if (other.model().isRecord()) {
                    occurrences.add(new Occurrence(place, other));
                }
                referred.add(other);
                return other.key();
            });
            writes.add(new DocumentWrite(
                    node.key(),
                    encoded.type(),
                    encoded.content(),
                    codec.writeMetadata(node.key(), task.metadata()),
                    task.condition(),
                    encoded.references()));
        }
        return referred;
    }

    /** Returns the node of an object, assigning an id if it has none. */
    Node node(Object object) {
        Node known = nodes.get(object);
        if (known == null) {
            known = make(object);
            nodes.put(object, known);
            if (known.current != object) {
                nodes.put(known.current, known);
            }
        }
        return known;
    }

    private Node make(Object object) {
        ObjectModel<?> model = codec.modelOf(object);
        ObjectKey key = model.keyOf(object);
        if (key != null) {
            return new Node(object, object, model, true, key);
        }
        Object id = model.newId();
        if (id == null) {
            throw new MappingException("An object of " + model + " has no id: its property " + model.idProperty()
                    + " is 0 or null, and numbers are not assigned. Set it before saving, or make it a String"
                    + " or UUID.");
        }
        Object before = model.rawId(object);
        if (!model.isRecord()) {
            // Before the setter is called, which may set the id and throw.
            ledger.onRollback(() -> model.withRawId(object, before));
        }
        Object current = model.withRawId(object, id);
        return new Node(object, current, model, false, model.key(id));
    }

    /** Returns whether {@link #correctVersions} may fail, since it calls code of the application. */
    boolean mayRefuseVersions() {
        for (Task each : tasks.values()) {
            Node node = each.node();
            if (node.model().setsVersionByCode() && node.model().versionOf(node.original()) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Sets the new version of the written objects. */
    void advanceVersions() {
        for (Task task : tasks.values()) {
            Node node = task.node();
            if (!node.model().isVersioned()) {
                continue;
            }
            setVersion(node, task.mode().before(node.model().versionOf(node.current)) + 1);
        }
    }

    private void setVersion(Node node, long version) {
        Object current = node.current;
        Object before = node.model().rawVersion(current);
        if (!node.model().isRecord()) {
            ledger.onRollback(() -> node.model().withRawVersion(current, before));
        }
        node.current = node.model().withVersion(current, version);
    }

    /** Corrects the versions of new objects that do not begin at 1, after the records were replaced. */
    void correctVersions(Effects effects) {
        effects.begun().forEach((key, version) -> {
            Task task = tasks.get(key);
            if (task != null && task.node().model().isVersioned()) {
                Object before = task.node().current;
                setVersion(task.node(), version);
                replaceRecords(task.node(), before);
            }
        });
    }

    /** Replaces records that received an id or version by their copies, wherever they are referred to. */
    void replaceRecords() {
        for (Occurrence each : occurrences) {
            replaceRecord(each, each.node().original);
        }
    }

    private void replaceRecords(Node node, Object before) {
        for (Occurrence each : occurrences) {
            if (each.node() == node) {
                replaceRecord(each, before);
            }
        }
    }

    private void replaceRecord(Occurrence occurrence, Object before) {
        Node node = occurrence.node();
        if (node.current != before) {
            Runnable back = codec.replace(occurrence.place(), before, node.current);
            if (back == null) {
                throw new MappingException("Record " + node.model().type().getName() + " got "
                        + (node.hadKey() ? "a version" : "an id")
                        + " while it was saved with the object that holds it, but it is inside something immutable,"
                        + " so that object would keep the old record. Save the record first and put the result of"
                        + " save into the holder, or make it a class.");
            }
            ledger.onRollback(back);
        }
    }

    @SuppressWarnings("unchecked")
    <T> void addResults(List<T> results) {
        roots.forEach(each -> results.add((T) each.current));
    }
}
