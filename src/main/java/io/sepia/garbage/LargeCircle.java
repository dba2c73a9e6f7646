package io.sepia.garbage;

import io.sepia.backend.BackendTransaction;
import io.sepia.backend.ReferenceGraph;
import io.sepia.backend.ReferenceGraph.Watch;
import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Objects that refer to each other in a circle, too many to be deleted in one transaction. First all of them are noted
 * as condemned. Then, in one transaction, it is looked up whether others have saved one of them, or a reference to one,
 * since they were read; if not, they are sealed, and nobody can do that any more. Then they go part by part.
 */
final class LargeCircle {
    private static final int NOTED = 2_000;

    private final GarbageCollector.Transactions transactions;
    private final ObjectGraph graph;
    private final List<Integer> objects;

    LargeCircle(GarbageCollector.Transactions transactions, ObjectGraph graph, List<Integer> objects) {
        this.transactions = transactions;
        this.graph = graph;
        this.objects = objects;
    }

    /** What sealing has come to: the objects that others have saved, or refer to, since they were read. */
    record Sealing(Watch watch, BitSet met, boolean sealed) {}

    /** Condemns and seals the circle, or pardons it if others need it. */
    Sealing seal(Watch watch) {
        for (int from = 0; from < objects.size(); from += NOTED) {
            Set<ObjectKey> part = new HashSet<>();
            objects.subList(from, Math.min(objects.size(), from + NOTED)).forEach(each -> part.add(graph.key(each)));
            transactions.write(transaction -> {
                ReferenceGraph references = transaction.references().graph();
                // Only to be refused if another collection has begun, which condemns others.
                references.saved(watch, Set.of(), (source, targets) -> {});
                references.condemn(part);
                return true;
            });
        }
        BitSet circle = new BitSet(graph.size());
        objects.forEach(circle::set);
        return transactions.write(transaction -> {
            ReferenceGraph references = transaction.references().graph();
            BitSet met = new BitSet(graph.size());
            Watch next = references.saved(watch, Set.of(), (source, targets) -> {
                int index = graph.indexOf(source);
                if (index >= 0) {
                    met.set(index);
                }
                for (long each : targets) {
                    graph.forEachOf(each, met::set);
                }
            });
            boolean needed = met.intersects(circle);
            if (needed) {
                references.pardon();
            } else {
                references.seal();
            }
            return new Sealing(next, met, !needed);
        });
    }

    /** Deletes some of what is sealed, and pardons when nothing is left; returns what it has deleted. */
    static Collection<ObjectKey> deleteSome(BackendTransaction transaction, int limit) {
        ReferenceGraph references = transaction.references().graph();
        Set<ObjectKey> some = references.condemned(limit);
        Map<String, List<String>> ids = new LinkedHashMap<>();
        some.forEach(key ->
                ids.computeIfAbsent(key.className(), name -> new ArrayList<>()).add(key.id()));
        ids.forEach(transaction::delete);
        if (some.isEmpty()) {
            references.pardon();
        } else {
            references.forgetDeleted();
        }
        return some;
    }
}
