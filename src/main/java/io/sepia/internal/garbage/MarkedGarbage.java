package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.MarkedObjects.MarkedObject;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import io.sepia.internal.backend.ReferenceHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Garbage that is deleted in many transactions, in any order: cycles that are too large for one transaction, and
 * garbage so large that deleting it in the order of the file is several times as fast.
 *
 * <p>First, all of it is marked. Then one transaction looks up which marked objects other transactions have saved, or
 * saved references to, since the graph was read. These are unmarked, with everything that they refer to. The rest is
 * frozen: until the last part is deleted, transactions that save a marked object, or a reference to one, are refused.
 * See decision 0062.
 */
final class MarkedGarbage {
    private static final int NOTED = 5_000;
    /** If more objects than this are needed, marking the rest again is as fast as unmarking them. */
    private static final int FEW = 5_000;

    private final GarbageCollector.Transactions transactions;
    private final ObjectGraph graph;
    private final List<Integer> objects;

    /** @param objects all of them garbage, without references to other garbage that is deleted before them */
    MarkedGarbage(GarbageCollector.Transactions transactions, ObjectGraph graph, List<Integer> objects) {
        this.transactions = transactions;
        this.graph = graph;
        this.objects = objects;
    }

    /**
     * The result of freezing. {@code met} are the objects that other transactions have saved, or refer to, since they
     * were read.
     */
    record Freezing(Watch watch, BitSet met, boolean frozen) {}

    /**
     * Marks the objects, and freezes those that are not needed; if too many are needed, unmarks all of them instead.
     */
    Freezing freeze(Watch watch) {
        long[] numbers = objects.stream().mapToLong(graph::number).sorted().toArray();
        for (int from = 0; from < numbers.length; from += NOTED) {
            int to = Math.min(numbers.length, from + NOTED);
            Set<ObjectKey> part = keys(objects.subList(from, to));
            long[] some = Arrays.copyOfRange(numbers, from, to);
            transactions.write(transaction -> {
                ReferenceGraph references = transaction.references().graph();
                // Called only because it throws if another collection has begun, which marks other objects.
                references.saved(watch, Set.of(), (source, targets) -> {});
                marked(references).mark(part, some);
                return true;
            });
        }
        return transactions.write(transaction -> {
            ReferenceGraph references = transaction.references().graph();
            BitSet met = new BitSet(graph.size());
            Watch next = references.saved(watch, Set.of(), (source, targets) -> {
                graph.forEachOf(ReferenceHash.of(source), met::set);
                for (long each : targets) {
                    graph.forEachOf(each, met::set);
                }
            });
            List<Integer> needed = needed(met);
            MarkedObjects marked = marked(references);
            boolean few = needed.size() <= FEW;
            if (few) {
                marked.unmark(
                        keys(needed), needed.stream().mapToLong(graph::number).toArray());
                marked.freeze();
            } else {
                marked.unmark();
            }
            return new Freezing(next, met, few);
        });
    }

    private static MarkedObjects marked(ReferenceGraph references) {
        return references.markedObjects().orElseThrow();
    }

    private Set<ObjectKey> keys(List<Integer> some) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        some.forEach(each -> keys.add(graph.key(each)));
        return keys;
    }

    /** Returns the marked objects that can be reached from {@code met}. */
    private List<Integer> needed(BitSet met) {
        BitSet left = new BitSet(graph.size());
        objects.forEach(left::set);
        List<Integer> needed = new ArrayList<>();
        met.stream().filter(left::get).forEach(needed::add);
        needed.forEach(left::clear);
        for (int at = 0; at < needed.size(); at++) {
            int each = needed.get(at);
            for (int edge = graph.firstEdge(each); edge < graph.firstEdge(each + 1); edge++) {
                int target = graph.target(edge);
                if (left.get(target)) {
                    left.clear(target);
                    needed.add(target);
                }
            }
        }
        return needed;
    }

    /** Deletes some frozen objects after {@code after} and returns them. Ends the freeze if none are left. */
    static List<MarkedObject> deleteSome(BackendTransaction transaction, long after, int limit) {
        ReferenceGraph references = transaction.references().graph();
        MarkedObjects marked = marked(references);
        List<MarkedObject> some = marked.some(after, limit);
        Map<String, List<String>> ids = new LinkedHashMap<>();
        some.forEach(each -> ids.computeIfAbsent(each.key().className(), name -> new ArrayList<>())
                .add(each.key().id()));
        ids.forEach(transaction::delete);
        if (some.isEmpty()) {
            marked.unmark();
        } else {
            references.forgetDeleted();
        }
        return some;
    }
}
