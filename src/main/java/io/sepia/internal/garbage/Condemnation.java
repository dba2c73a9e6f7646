package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.CondemnedObjects;
import io.sepia.internal.backend.CondemnedObjects.Condemned;
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
 * Garbage that is deleted in many transactions without regard to what refers to what: circles that are too large for
 * one transaction, and so much garbage that it goes several times as fast in the order in which it lies in the store.
 *
 * <p>First all of it is noted as condemned. Then, in one transaction, it is looked up whether others have saved some of
 * it, or references to it, since it was read. That is spared, with all that it refers to; the rest is sealed: from
 * there on, until the last part is gone, others are refused who would bring some of it back.
 */
final class Condemnation {
    private static final int NOTED = 5_000;
    /** If more than that is spared, condemning the rest anew takes no longer. */
    private static final int FEW = 5_000;

    private final GarbageCollector.Transactions transactions;
    private final ObjectGraph graph;
    private final List<Integer> objects;

    /** @param objects are all garbage, and refer to no other garbage that is deleted before them */
    Condemnation(GarbageCollector.Transactions transactions, ObjectGraph graph, List<Integer> objects) {
        this.transactions = transactions;
        this.graph = graph;
        this.objects = objects;
    }

    /** What sealing has come to: the objects that others have saved, or refer to, since they were read. */
    record Sealing(Watch watch, BitSet met, boolean sealed) {}

    /** Condemns and seals what others don't need, or pardons all of it if that is much less. */
    Sealing seal(Watch watch) {
        long[] numbers = objects.stream().mapToLong(graph::number).sorted().toArray();
        for (int from = 0; from < numbers.length; from += NOTED) {
            int to = Math.min(numbers.length, from + NOTED);
            Set<ObjectKey> part = keys(objects.subList(from, to));
            long[] some = Arrays.copyOfRange(numbers, from, to);
            transactions.write(transaction -> {
                ReferenceGraph references = transaction.references().graph();
                // Only to be refused if another collection has begun, which condemns others.
                references.saved(watch, Set.of(), (source, targets) -> {});
                condemned(references).condemn(part, some);
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
            CondemnedObjects condemned = condemned(references);
            boolean few = needed.size() <= FEW;
            if (few) {
                condemned.pardon(
                        keys(needed), needed.stream().mapToLong(graph::number).toArray());
                condemned.seal();
            } else {
                condemned.pardon();
            }
            return new Sealing(next, met, few);
        });
    }

    private static CondemnedObjects condemned(ReferenceGraph references) {
        return references.condemnation().orElseThrow();
    }

    private Set<ObjectKey> keys(List<Integer> some) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        some.forEach(each -> keys.add(graph.key(each)));
        return keys;
    }

    /** Those of the condemned that can be reached from {@code met}. */
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

    /**
     * Deletes some of what is sealed after {@code after}, and pardons if nothing is left; returns what it has deleted.
     */
    static List<Condemned> deleteSome(BackendTransaction transaction, long after, int limit) {
        ReferenceGraph references = transaction.references().graph();
        CondemnedObjects condemned = condemned(references);
        List<Condemned> some = condemned.some(after, limit);
        Map<String, List<String>> ids = new LinkedHashMap<>();
        some.forEach(each -> ids.computeIfAbsent(each.key().className(), name -> new ArrayList<>())
                .add(each.key().id()));
        ids.forEach(transaction::delete);
        if (some.isEmpty()) {
            condemned.pardon();
        } else {
            references.forgetDeleted();
        }
        return some;
    }
}
