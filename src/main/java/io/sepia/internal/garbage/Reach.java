package io.sepia.internal.garbage;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Breadth-first reachability in a graph. */
final class Reach {
    private static final int NOBODY = -1;

    private final ObjectGraph graph;
    private final BitSet reached;

    /** Predecessor of each object, recorded only when paths are requested. */
    private final int @Nullable [] by;

    private Reach(ObjectGraph graph, int @Nullable [] by) {
        this.graph = graph;
        this.reached = new BitSet(graph.size());
        this.by = by;
    }

    /** Returns everything that can be reached from {@code roots}. */
    static BitSet of(ObjectGraph graph, BitSet roots) {
        Reach reach = new Reach(graph, null);
        reach.from(roots);
        return reach.reached;
    }

    /** Returns a shortest path from one of {@code roots} to an object, both included; empty if there is none. */
    static int[] path(ObjectGraph graph, BitSet roots, int wanted) {
        int[] by = new int[graph.size()];
        Reach reach = new Reach(graph, by);
        reach.from(roots);
        Deque<Integer> path = new ArrayDeque<>();
        if (reach.reached.get(wanted)) {
            for (int each = wanted; each != NOBODY; each = by[each]) {
                path.addFirst(each);
            }
        }
        return path.stream().mapToInt(Integer::intValue).toArray();
    }

    private void from(BitSet roots) {
        int[] queue = new int[graph.size()];
        int end = 0;
        for (int root = roots.nextSetBit(0); root >= 0; root = roots.nextSetBit(root + 1)) {
            end = reach(root, NOBODY, queue, end);
        }
        for (int at = 0; at < end; at++) {
            int source = queue[at];
            for (int edge = graph.firstEdge(source); edge < graph.firstEdge(source + 1); edge++) {
                end = reach(graph.target(edge), source, queue, end);
            }
        }
    }

    private int reach(int index, int source, int[] queue, int end) {
        if (reached.get(index)) {
            return end;
        }
        reached.set(index);
        if (by != null) {
            by[index] = source;
        }
        queue[end] = index;
        return end + 1;
    }
}
