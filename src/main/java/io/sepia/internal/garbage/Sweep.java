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
 * Deletes garbage, each group of a few in one transaction, in which nobody else can commit a reference. It is looked up
 * there once more whether others refer to what goes: those who have saved references since they were read. What they
 * refer to is spared, with all that it refers to itself.
 *
 * <p>So after each transaction the objects that are there have everything that they had before, and whoever refers to
 * something later finds that it is gone, or whole.
 */
final class Sweep {
    private final ObjectGraph graph;
    /** What may be deleted: found to be garbage, not deleted yet, and not spared. */
    private final BitSet garbage;

    private final boolean large;
    private final KeyTable deleted = new KeyTable();
    private Watch watch;

    /**
     * Makes a sweep.
     *
     * @param garbage what is to be deleted; the sweep's own
     * @param watch that was begun before the graph was read
     * @param large whether that is so much that the index is to be relieved of it
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

    KeyTable deleted() {
        return deleted;
    }

    Watch watch() {
        return watch;
    }

    /** What may be deleted still; not to be changed. */
    BitSet garbage() {
        return garbage;
    }

    /** How much is to be deleted still. */
    int left() {
        return garbage.cardinality();
    }

    /** All that is to be deleted still. */
    List<Integer> all() {
        return garbage.stream().boxed().toList();
    }

    /** Takes note of what was deleted by other means. */
    void deleted(ObjectKey key) {
        deleted.add(key);
    }

    /** Takes note of what others did before garbage was sealed. */
    void sealed(Condemnation.Sealing sealing) {
        watch = sealing.watch();
        spare(sealing.met());
    }

    /** Takes note that nothing is left of {@code objects}. */
    void end(List<Integer> objects) {
        objects.forEach(garbage::clear);
    }

    /** Spares those of {@code objects} that are garbage, and what they refer to. */
    private void spare(BitSet objects) {
        objects.stream().forEach(this::spare);
    }

    /** Those of {@code objects} that are to be deleted still. */
    List<Integer> left(int[] objects, int from, int to) {
        List<Integer> left = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            if (garbage.get(objects[i])) {
                left.add(objects[i]);
            }
        }
        return left;
    }

    /** Those of {@code objects} that are to be deleted still. */
    List<Integer> left(List<Integer> objects) {
        return objects.stream().filter(garbage::get).toList();
    }

    /** What a transaction has come to. It counts when that is committed. */
    record Result(Watch watch, List<Integer> deleted, List<Integer> gone, BitSet spared) {}

    /** Deletes those of {@code objects}, whole groups, that nobody needs, in a transaction that has just begun. */
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
        // Not by way of the rules for deletion: all that refers to these goes with them, or has gone before.
        ids.forEach(transaction::delete);
        if (large) {
            references.forgetDeleted();
        }
        return new Result(next, goes, batch.gone, batch.spared);
    }

    /** Takes note of what was committed. */
    void committed(Result result) {
        watch = result.watch();
        for (int each : result.deleted()) {
            garbage.clear(each);
            deleted.add(graph.key(each));
        }
        result.gone().forEach(garbage::clear);
        spare(result.spared());
    }

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

    /** The objects of one transaction. */
    private final class Batch {
        private final List<Integer> objects;
        /** In the order in which they are deleted. */
        private final Map<ObjectKey, Integer> present = new LinkedHashMap<>();

        private final Map<Integer, List<Integer>> found = new HashMap<>();
        private final List<Integer> gone = new ArrayList<>();
        private final BitSet spared = new BitSet();

        Batch(List<Integer> objects) {
            this.objects = objects;
        }

        /** Finds out what is there still, and as it was. */
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

        /** Hears what a document refers to. */
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

        /** Spares what the spared ones refer to. */
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
