package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.json.Moments;
import java.time.Instant;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * All objects of a store at one moment and their references. Needs about 50 bytes for each object besides its id, and 4
 * for each reference; while it is read, 8 more for each reference.
 *
 * <p>References are resolved by the hash of the target's key. If two objects have the same hash, a reference to one of
 * them counts as a reference to both: the graph may have too many references, never too few, so an object that it does
 * not reach is unreachable. See decision 0060.
 */
final class ObjectGraph {
    private final KeyTable keys = new KeyTable();
    private final Longs numbers = new Longs();
    private final Longs savedAt = new Longs();

    /**
     * A hash table of objects: each entry is the index plus one, at the first free place from the one given by its
     * hash.
     */
    private int[] byNumber = new int[0];

    private int[] firstEdge = new int[0];
    private int[] edges = new int[0];

    private ObjectGraph() {}

    /** Reads the whole store. {@code progress} receives the number of objects read so far. */
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
        return Moments.microseconds(time);
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

    /** Returns the hash of an object's key. */
    long number(int index) {
        return numbers.get(index);
    }

    ObjectKey key(int index) {
        return keys.key(index);
    }

    String className(int index) {
        return keys.className(index);
    }

    /** Returns when an object was saved, in microseconds since 1970. */
    long savedAt(int index) {
        return savedAt.get(index);
    }

    /** Visits the objects whose keys have this hash. */
    void forEachOf(long number, IntConsumer visitor) {
        int mask = byNumber.length - 1;
        for (int place = (int) number & mask; byNumber[place] != 0; place = place + 1 & mask) {
            int index = byNumber[place] - 1;
            if (numbers.get(index) == number) {
                visitor.accept(index);
            }
        }
    }

    /** Returns the index of an object; -1 if it is not stored. */
    int indexOf(ObjectKey key) {
        int[] found = {-1};
        forEachOf(ReferenceHash.of(key), index -> {
            if (key(index).equals(key)) {
                found[0] = index;
            }
        });
        return found[0];
    }

    /** Returns the index of an object's first reference; its references end before the first one of the next object. */
    int firstEdge(int index) {
        return firstEdge[index];
    }

    int target(int edge) {
        return edges[edge];
    }
}
