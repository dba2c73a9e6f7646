package io.sepia.internal.garbage;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes garbage: a few groups in each transaction, during which no other transaction can commit a reference. Each
 * transaction looks up the objects that were saved since the graph was read. If they refer to garbage, their targets
 * are spared, with everything that those refer to.
 *
 * <p>So after each transaction, the remaining objects have all the targets that they had before. A transaction that
 * refers to garbage later finds it either deleted or complete. See decision 0061.
 */
final class Sweep {
    private final ObjectGraph graph;
    /** Objects that may be deleted: garbage that was neither deleted nor spared yet. */
    private final BitSet garbage;

    private final boolean large;
    private final KeyTable deleted = new KeyTable();
    private Watch watch;

    /**
     * @param garbage the objects to delete; modified by the sweep
     * @param watch the watch that was begun before the graph was read
     * @param large whether there is so much garbage that deletions are also removed from the index of references
     */
    Sweep(ObjectGraph graph, BitSet garbage, boolean large, Watch watch) {
        this.watch = watch;
        this.graph = graph;
        this.garbage = garbage;
        this.large = large;
    }

    ObjectGraph graph() {
        return graph;
    }

    /** Returns the objects deleted so far, to which a frozen sweep adds its own. */
    KeyTable deleted() {
        return deleted;
    }

    Watch watch() {
        return watch;
    }

    /** Returns the objects that may still be deleted; must not be modified. */
    BitSet garbage() {
        return garbage;
    }

    int left() {
        return garbage.cardinality();
    }

    List<Integer> all() {
        return garbage.stream().boxed().toList();
    }

    /** Records what other transactions did before the garbage was frozen. */
    void frozen(MarkedGarbage.Freezing freezing) {
        watch = freezing.watch();
        freezing.met().stream().forEach(this::spare);
    }

    /** Records that none of {@code objects} is left. */
    void end(List<Integer> objects) {
        objects.forEach(garbage::clear);
    }

    /** Returns those of {@code objects} that are still to be deleted. */
    List<Integer> left(int[] objects, int from, int to) {
        List<Integer> left = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            if (garbage.get(objects[i])) {
                left.add(objects[i]);
            }
        }
        return left;
    }

    /** Returns those of {@code objects} that are still to be deleted. */
    List<Integer> left(List<Integer> objects) {
        return objects.stream().filter(garbage::get).toList();
    }

    /** The result of a transaction, which is valid once the transaction has committed. */
    record Result(Watch watch, List<Integer> deleted, List<Integer> gone, BitSet spared) {}

    /**
     * Deletes those of {@code objects}, which are whole groups, that are not needed, in a transaction that has just
     * begun.
     */
    Result run(BackendTransaction transaction, List<Integer> objects) {
        ReferenceGraph references = transaction.references().graph();
        references.alone();
        Batch batch = new Batch(objects);
        batch.lookUp(transaction);
        Watch next = references.saved(watch, batch.present.keySet(), batch::saved);
        batch.spread();
        List<Integer> goes = new ArrayList<>();
        Map<String, List<String>> ids = new LinkedHashMap<>();
        batch.present.forEach((key, index) -> {
            if (!batch.spared.get(index)) {
                goes.add(index);
                ids.computeIfAbsent(key.className(), name -> new ArrayList<>()).add(key.id());
            }
        });
        // Deletion rules need not apply: all referrers of these objects are deleted with them or have been deleted
        // before.
        ids.forEach(transaction::delete);
        if (large) {
            references.forgetDeleted();
        }
        return new Result(next, goes, batch.gone, batch.spared);
    }

    void committed(Result result) {
        watch = result.watch();
        for (int each : result.deleted()) {
            garbage.clear(each);
            deleted.add(graph.key(each));
        }
        result.gone().forEach(garbage::clear);
        result.spared().stream().forEach(this::spare);
    }

    /** Spares an object if it is garbage, with everything that it refers to. */
    private void spare(int object) {
        Deque<Integer> spared = new ArrayDeque<>(List.of(object));
        while (!spared.isEmpty()) {
            int each = spared.pop();
            if (garbage.get(each)) {
                garbage.clear(each);
                for (int edge = graph.firstEdge(each); edge < graph.firstEdge(each + 1); edge++) {
                    spared.push(graph.target(edge));
                }
            }
        }
    }

    private final class Batch {
        private final List<Integer> objects;
        /** The objects that are still stored, in the order of deletion. */
        private final Map<ObjectKey, Integer> present = new LinkedHashMap<>();

        private final Map<Integer, List<Integer>> found = new HashMap<>();
        private final List<Integer> gone = new ArrayList<>();
        private final BitSet spared = new BitSet();

        Batch(List<Integer> objects) {
            this.objects = objects;
        }

        /** Determines which objects are still stored, and spares those that were saved since the graph was read. */
        void lookUp(BackendTransaction transaction) {
            Map<String, List<String>> wanted = new HashMap<>();
            for (int each : objects) {
                wanted.computeIfAbsent(graph.className(each), name -> new ArrayList<>())
                        .add(graph.key(each).id());
            }
            Map<String, Map<String, Change>> latest = new HashMap<>();
            wanted.forEach((className, ids) -> latest.put(className, transaction.latest(className, ids)));
            for (int each : objects) {
                ObjectKey key = graph.key(each);
                Change change = latest.getOrDefault(key.className(), Map.of()).get(key.id());
                if (change == null) {
                    gone.add(each);
                } else {
                    present.put(key, each);
                    if (ObjectGraph.micros(change.at()) != graph.savedAt(each)) {
                        spared.set(each);
                    }
                }
            }
        }

        /** Receives the references of a document. */
        void saved(ObjectKey source, long[] targets) {
            Integer own = present.get(source);
            for (long each : targets) {
                graph.forEachOf(each, target -> {
                    if (!garbage.get(target)) {
                        return;
                    }
                    if (own == null) {
                        spared.set(target);
                    } else {
                        found.computeIfAbsent(own, any -> new ArrayList<>()).add(target);
                    }
                });
            }
        }

        /** Spares everything that spared objects refer to. */
        void spread() {
            Deque<Integer> open = new ArrayDeque<>();
            spared.stream().forEach(open::push);
            while (!open.isEmpty()) {
                int each = open.pop();
                for (int target : found.getOrDefault(each, List.of())) {
                    spare(target, open);
                }
                for (int edge = graph.firstEdge(each); edge < graph.firstEdge(each + 1); edge++) {
                    spare(graph.target(edge), open);
                }
            }
        }

        private void spare(int object, Deque<Integer> open) {
            if (garbage.get(object) && !spared.get(object)) {
                spared.set(object);
                open.push(object);
            }
        }
    }
}
