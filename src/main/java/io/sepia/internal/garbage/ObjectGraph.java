package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceHash;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * All objects of a store at one moment and what they refer to, in about 50 bytes for each object besides its id and 4
 * for each reference; while it is read, 8 more for each reference.
 *
 * <p>References are found by the number of the key that they lead to. If two objects have the same number, a reference
 * to one of them counts as one to both: so there may be references too many, never too few, and what is not reached is
 * not reachable.
 */
final class ObjectGraph {
    private final KeyTable keys = new KeyTable();
    private final Longs numbers = new Longs();
    private final Longs savedAt = new Longs();

    /** Objects by number: one more than their index, at the first free place from the one that the number says. */
    private int[] byNumber = new int[0];

    private int[] firstEdge = new int[0];
    private int[] edges = new int[0];

    private ObjectGraph() {}

    /** Reads all of a store. {@code progress} is told how many objects have been read. */
    static ObjectGraph read(ReferenceGraph references, LongConsumer progress) {
        ObjectGraph graph = new ObjectGraph();
        Longs targets = new Longs();
        Ints first = new Ints();
        references.objects((key, saved, to) -> {
            first.add(targets.size());
            graph.keys.add(key);
            graph.numbers.add(ReferenceHash.of(key));
            graph.savedAt.add(micros(saved));
            for (long each : to) {
                targets.add(each);
            }
            progress.accept(graph.size());
        });
        first.add(targets.size());
        graph.enterNumbers();
        graph.resolve(first, targets);
        return graph;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private void enterNumbers() {
        byNumber = new int[Math.max(16, Integer.highestOneBit(Math.max(1, size())) << 2)];
        int mask = byNumber.length - 1;
        for (int i = 0; i < size(); i++) {
            int place = (int) numbers.get(i) & mask;
            while (byNumber[place] != 0) {
                place = place + 1 & mask;
            }
            byNumber[place] = i + 1;
        }
    }

    private void resolve(Ints first, Longs targets) {
        Ints resolved = new Ints();
        firstEdge = new int[size() + 1];
        for (int i = 0; i < size(); i++) {
            firstEdge[i] = resolved.size();
            for (int each = first.get(i); each < first.get(i + 1); each++) {
                forEachOf(targets.get(each), resolved::add);
            }
        }
        firstEdge[size()] = resolved.size();
        edges = resolved.toArray();
    }

    int size() {
        return keys.size();
    }

    int references() {
        return edges.length;
    }

    /** The number of an object's key. */
    long number(int index) {
        return numbers.get(index);
    }

    ObjectKey key(int index) {
        return keys.key(index);
    }

    String className(int index) {
        return keys.className(index);
    }

    /** When an object was saved, in microseconds since 1970. */
    long savedAt(int index) {
        return savedAt.get(index);
    }

    /** Shows the objects whose keys have a number. */
    void forEachOf(long number, IntConsumer visitor) {
        int mask = byNumber.length - 1;
        for (int place = (int) number & mask; byNumber[place] != 0; place = place + 1 & mask) {
            int index = byNumber[place] - 1;
            if (numbers.get(index) == number) {
                visitor.accept(index);
            }
        }
    }

    /** The index of an object; -1 if it is not stored. */
    int indexOf(ObjectKey key) {
        int[] found = {-1};
        forEachOf(ReferenceHash.of(key), index -> {
            if (key(index).equals(key)) {
                found[0] = index;
            }
        });
        return found[0];
    }

    /** The place of the first reference of an object; those up to the first of the next object are its own. */
    int firstEdge(int index) {
        return firstEdge[index];
    }

    /** The object that a reference leads to. */
    int target(int edge) {
        return edges[edge];
    }
}
