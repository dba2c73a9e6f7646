package io.sepia.internal.garbage;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The order in which garbage is deleted: referring objects before their targets, so that at any moment every remaining
 * object has all its targets. Objects in a cycle are deleted together. Otherwise, objects are deleted in the order of
 * the store, in which they are adjacent.
 *
 * <p>Cycles are found by Tarjan's algorithm for strongly connected components, without recursion.
 */
final class DeletionOrder {
    private static final int UNSEEN = 0;

    private final ObjectGraph graph;
    private final BitSet garbage;

    /**
     * The number of each object's strongly connected component, from 1; targets have lower numbers than their
     * referrers.
     */
    private final int[] component;

    private int components;

    private DeletionOrder(ObjectGraph graph, BitSet garbage) {
        this.graph = graph;
        this.garbage = garbage;
        this.component = new int[graph.size()];
    }

    /**
     * Groups of objects in the order of their deletion, each deleted as a whole.
     *
     * @param objects the objects of all groups
     * @param starts the index in it at which each group begins, followed by its length
     */
    record Groups(int[] objects, int[] starts) {
        int count() {
            return starts.length - 1;
        }
    }

    /** Returns the order for the objects that are set in {@code garbage}. */
    static Groups of(ObjectGraph graph, BitSet garbage) {
        DeletionOrder order = new DeletionOrder(graph, garbage);
        order.findComponents();
        return order.groups();
    }

    private void findComponents() {
        int[] seen = new int[graph.size()];
        int[] low = new int[graph.size()];
        int[] edge = new int[graph.size()];
        Ints path = new Ints();
        Ints open = new Ints();
        int next = 1;
        for (int root = garbage.nextSetBit(0); root >= 0; root = garbage.nextSetBit(root + 1)) {
            if (seen[root] != UNSEEN) {
                continue;
            }
            path.add(root);
            while (path.size() > 0) {
                int at = path.top();
                if (seen[at] == UNSEEN) {
                    seen[at] = next;
                    low[at] = next++;
                    edge[at] = graph.firstEdge(at);
                    open.add(at);
                }
                int deeper = -1;
                while (deeper < 0 && edge[at] < graph.firstEdge(at + 1)) {
                    int target = graph.target(edge[at]++);
                    if (garbage.get(target)) {
                        if (seen[target] == UNSEEN) {
                            deeper = target;
                        } else if (component[target] == 0) {
                            low[at] = Math.min(low[at], seen[target]);
                        }
                    }
                }
                if (deeper >= 0) {
                    path.add(deeper);
                } else {
                    path.pop();
                    if (low[at] == seen[at]) {
                        close(at, open);
                    }
                    if (path.size() > 0) {
                        low[path.top()] = Math.min(low[path.top()], low[at]);
                    }
                }
            }
        }
    }

    private void close(int first, Ints open) {
        components++;
        int member;
        do {
            member = open.pop();
            component[member] = components;
        } while (member != first);
    }

    /** Returns the length of the longest path to each component from one that has no referrers. */
    private int[] levels(int[] memberOf, int[] nextMember) {
        int[] levels = new int[components + 1];
        for (int each = components; each > 0; each--) {
            for (int member = memberOf[each]; member >= 0; member = nextMember[member]) {
                for (int edge = graph.firstEdge(member); edge < graph.firstEdge(member + 1); edge++) {
                    int other = component[graph.target(edge)];
                    if (other != 0 && other != each) {
                        levels[other] = Math.max(levels[other], levels[each] + 1);
                    }
                }
            }
        }
        return levels;
    }

    private Groups groups() {
        // Links the members of each component in the order of the store.
        int[] first = new int[components + 1];
        int[] nextMember = new int[graph.size()];
        Arrays.fill(first, -1);
        int count = 0;
        for (int i = graph.size() - 1; i >= 0; i--) {
            if (component[i] != 0) {
                nextMember[i] = first[component[i]];
                first[component[i]] = i;
                count++;
            }
        }
        int[] levels = levels(first, nextMember);
        long[] order = new long[components];
        for (int each = 1; each <= components; each++) {
            order[each - 1] = (long) levels[each] << Integer.SIZE | first[each];
        }
        Arrays.sort(order);
        int[] objects = new int[count];
        int[] starts = new int[components + 1];
        int at = 0;
        for (int group = 0; group < components; group++) {
            starts[group] = at;
            for (int member = (int) order[group]; member >= 0; member = nextMember[member]) {
                objects[at++] = member;
            }
        }
        starts[components] = at;
        return new Groups(objects, starts);
    }
}
