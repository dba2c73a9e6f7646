package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.GraphLimitException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectDecoder;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.codec.ReferenceSlot;
import io.sepia.internal.codec.ReferenceTargets;
import io.sepia.internal.codec.ScannedDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Loads objects with everything that they refer to. Documents are fetched level by level, with a few statements for
 * each class of a level. When all documents are there, objects are created, targets before the objects that refer to
 * them. An instance serves one load. Not thread-safe. See decision 0005.
 */
public final class GraphLoader {
    private final ObjectCodec codec;
    private final GraphLimits limits;
    private final BackendTransaction transaction;
    private final Map<ObjectKey, GraphNode> nodes = new LinkedHashMap<>();
    private final ReferenceTargets targets;
    /** The object whose earlier generation is loaded, which may refer to what is not stored any more. */
    private @Nullable ObjectKey earlier;

    /** Is notified of each object that was read, and of the members of its document that were not. */
    @FunctionalInterface
    public interface Reading {
        /** Called once for each object. */
        void read(Object object, ObjectKey key, long version, ReferenceTargets.Unknown unknown);
    }

    /** Creates a loader for one load. */
    public GraphLoader(ObjectCodec codec, GraphLimits limits, BackendTransaction transaction, Reading reading) {
        this.codec = codec;
        this.limits = limits;
        this.transaction = transaction;
        this.targets = new Targets(reading);
    }

    /** Creates the object of {@code document}, which was just read in the same transaction. */
    public Object load(StoredDocument document, ObjectModel<?> model) {
        ScannedDocument scanned = codec.scan(document, model);
        if (scanned.references().isEmpty()) {
            return codec.decoder(false, targets).whole(scanned);
        }
        return load(List.of(document), model).get(0);
    }

    /** Creates the object of an earlier generation. */
    public Object loadEarlier(StoredDocument generation, ObjectModel<?> model) {
        earlier = generation.key();
        return load(generation, model);
    }

    /**
     * Creates the objects of several documents of one class with distinct keys. They share the instances they refer to.
     */
    public List<Object> load(Collection<StoredDocument> documents, ObjectModel<?> model) {
        return load(documents, key -> model);
    }

    /** Does the same for documents of several classes. */
    public List<Object> load(Collection<StoredDocument> documents, Function<ObjectKey, ObjectModel<?>> models) {
        List<ScannedDocument> scanned = new ArrayList<>(documents.size());
        documents.forEach(each -> scanned.add(codec.scan(each, models.apply(each.key()))));
        if (scanned.stream().allMatch(each -> each.references().isEmpty())) {
            ObjectDecoder decoder = codec.decoder(false, targets);
            return scanned.stream().map(decoder::whole).toList();
        }
        List<GraphNode> level = new ArrayList<>();
        scanned.forEach(each -> level.add(add(each)));
        fetchTargets(level);
        checkMissing();
        new StronglyConnectedComponents(nodes)
                .inOrder(List.copyOf(nodes.values()))
                .forEach(this::make);
        return documents.stream().map(each -> node(each.key()).instance()).toList();
    }

    private GraphNode node(ObjectKey key) {
        GraphNode node = nodes.get(key);
        if (node == null) {
            throw new IllegalStateException(key + " was not loaded");
        }
        return node;
    }

    private GraphNode add(ScannedDocument document) {
        return nodes.computeIfAbsent(document.key(), key -> new GraphNode(document));
    }

    private void fetchTargets(List<GraphNode> roots) {
        List<GraphNode> level = roots;
        Set<ObjectKey> absent = new LinkedHashSet<>();
        for (long depth = 1; !level.isEmpty(); depth++) {
            Map<ObjectModel<?>, Set<String>> wanted = wanted(level, absent);
            long count = wanted.values().stream().mapToLong(Set::size).sum();
            if (count > 0) {
                checkLimits(roots.get(0).key(), depth, nodes.size() + count);
            }
            level = new ArrayList<>();
            for (Map.Entry<ObjectModel<?>, Set<String>> each : wanted.entrySet()) {
                for (StoredDocument found : transaction.load(each.getKey().name(), each.getValue())) {
                    level.add(add(codec.scan(found, each.getKey())));
                }
                each.getValue().stream()
                        .map(id -> new ObjectKey(each.getKey().name(), id))
                        .filter(key -> !nodes.containsKey(key))
                        .forEach(absent::add);
            }
        }
    }

    private Map<ObjectModel<?>, Set<String>> wanted(List<GraphNode> level, Set<ObjectKey> absent) {
        Map<ObjectModel<?>, Set<String>> wanted = new LinkedHashMap<>();
        for (GraphNode node : level) {
            for (ReferenceSlot slot : node.scanned().references()) {
                if (!nodes.containsKey(slot.target()) && !absent.contains(slot.target())) {
                    wanted.computeIfAbsent(codec.target(slot, node.key()), model -> new LinkedHashSet<>())
                            .add(slot.target().id());
                }
            }
        }
        return wanted;
    }

    private void checkLimits(ObjectKey root, long depth, long objects) {
        if (objects > limits.objects()) {
            throw new GraphLimitException("Loading " + root + " would load more than " + limits.objects()
                    + " objects (graph_limit). Declare properties as Ref<T> where the graph should stop, or raise the"
                    + " limit.");
        }
        if (depth > limits.levels()) {
            throw new GraphLimitException("Loading " + root + " would follow more than " + limits.levels()
                    + " references in a row (graph_depth). Declare the property that continues the chain as Ref<T>, or"
                    + " raise the limit.");
        }
    }

    private void checkMissing() {
        List<MissingReferenceException.Missing> missing = new ArrayList<>();
        Map<String, Map<String, Long>> holders = new LinkedHashMap<>(0);
        for (GraphNode node : nodes.values()) {
            for (ReferenceSlot slot : node.scanned().references()) {
                if (!nodes.containsKey(slot.target())) {
                    missing.add(new MissingReferenceException.Missing(
                            node.key().className(),
                            node.key().id(),
                            slot.path(),
                            slot.target().className(),
                            slot.target().id()));
                    holders.computeIfAbsent(node.key().className(), name -> new LinkedHashMap<>())
                            .put(node.key().id(), node.scanned().document().version());
                }
            }
        }
        if (!missing.isEmpty()) {
            holders.forEach(this::checkUnchanged);
            if (limits.missing() != MissingReferences.NULL) {
                throw new MissingReferenceException(missing);
            }
        }
    }

    /**
     * Checks that objects still have the versions that were loaded. Where a transaction sees what others commit while
     * it runs, they may have been changed or deleted together with their targets before these were looked for.
     */
    private void checkUnchanged(String className, Map<String, Long> versions) {
        Map<String, Long> changed = new LinkedHashMap<>(versions);
        transaction
                .load(className, versions.keySet())
                .forEach(each -> changed.remove(each.key().id(), each.version()));
        for (String id : changed.keySet()) {
            ObjectKey key = new ObjectKey(className, id);
            if (!key.equals(earlier)) {
                throw new StorageBusyException(key + " was changed or deleted by another transaction while the objects"
                        + " that it refers to were loaded. Run the transaction again.");
            }
        }
    }

    private void make(List<GraphNode> group) {
        GraphNode first = group.get(0);
        if (group.size() == 1 && !first.refersTo(first)) {
            first.complete(codec.decoder(false, targets).whole(first.scanned()));
            return;
        }
        ObjectDecoder decoder = codec.decoder(true, targets);
        List<GraphNode> empty =
                group.stream().filter(each -> each.scanned().isMadeEmpty()).toList();
        empty.forEach(each -> each.begin(decoder.empty(each.scanned())));
        StronglyConnectedComponents.wholeInOrder(group).forEach(each -> each.begin(decoder.whole(each.scanned())));
        empty.forEach(each -> decoder.fill(each.scanned(), each.instance()));
        decoder.complete();
        group.forEach(GraphNode::complete);
    }

    private final class Targets implements ReferenceTargets {
        private final Reading reading;

        Targets(Reading reading) {
            this.reading = reading;
        }

        @Override
        public @Nullable Found find(ReferenceSlot slot) {
            GraphNode node = nodes.get(slot.target());
            return node == null ? null : new Found(node.instance(), node.isComplete());
        }

        @Override
        public void read(ScannedDocument document, Object object, Unknown unknown) {
            reading.read(object, document.key(), document.document().version(), unknown);
        }
    }
}
