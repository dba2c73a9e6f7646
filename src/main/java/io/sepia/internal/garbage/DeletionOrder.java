package io.sepia.internal.garbage;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The order in which garbage is deleted: what refers to others before these, so that at any moment everything that is
 * still there has all that it refers to. Objects in a circle go together. Within that, objects go in the order in which
 * the store has them, which is how they lie beside each other.
 *
 * <p>Circles are found by Tarjan's algorithm for strongly connected components, without recursion.
 */
final class DeletionOrder {
    private static final int UNSEEN = 0;

    private final ObjectGraph graph;
    private final BitSet garbage;

    /** For each object the number of its circle from 1 on; circles get their numbers targets first. */
    private final int[] circle;

    private int circles;

    private DeletionOrder(ObjectGraph graph, BitSet garbage) {
        this.graph = graph;
        this.garbage = garbage;
        this.circle = new int[graph.size()];
    }

    /**
     * Groups of objects, in the order in which they are to be deleted, each as a whole.
     *
     * @param objects all objects of all groups
     * @param starts where in it groups begin, and its length
     */
    record Groups(int[] objects, int[] starts) {
        int count() {
            return starts.length - 1;
        }
    }

    /** The order for what is set in {@code garbage}. */
    static Groups of(ObjectGraph graph, BitSet garbage) {
        DeletionOrder order = new DeletionOrder(graph, garbage);
        order.findCircles();
        return order.groups();
    }

    private void findCircles() {
        int[] seen = new int[graph.size()];
        int[] low = new int[graph.size()];
        int[] edge = new int[graph.size()];
        Stack path = new Stack();
        Stack open = new Stack();
        int next = 1;
        for (int root = garbage.nextSetBit(0); root >= 0; root = garbage.nextSetBit(root + 1)) {
            if (seen[root] != UNSEEN) {
                continue;
            }
            path.push(root);
            while (!path.isEmpty()) {
                int at = path.top();
                if (seen[at] == UNSEEN) {
                    seen[at] = next;
                    low[at] = next++;
                    edge[at] = graph.firstEdge(at);
                    open.push(at);
                }
                int deeper = -1;
                while (deeper < 0 && edge[at] < graph.firstEdge(at + 1)) {
                    int target = graph.target(edge[at]++);
                    if (garbage.get(target)) {
                        if (seen[target] == UNSEEN) {
                            deeper = target;
                        } else if (circle[target] == 0) {
                            low[at] = Math.min(low[at], seen[target]);
                        }
                    }
                }
                if (deeper >= 0) {
                    path.push(deeper);
                } else {
                    path.pop();
                    if (low[at] == seen[at]) {
                        close(at, open);
                    }
                    if (!path.isEmpty()) {
                        low[path.top()] = Math.min(low[path.top()], low[at]);
                    }
                }
            }
        }
    }

    private void close(int first, Stack open) {
        circles++;
        int member;
        do {
            member = open.pop();
            circle[member] = circles;
        } while (member != first);
    }

    /** How many steps each circle is from those that nobody refers to, by the longest way. */
    private int[] levels(int[] memberOf, int[] nextMember) {
        int[] levels = new int[circles + 1];
        for (int each = circles; each > 0; each--) {
            for (int member = memberOf[each]; member >= 0; member = nextMember[member]) {
                for (int edge = graph.firstEdge(member); edge < graph.firstEdge(member + 1); edge++) {
                    int other = circle[graph.target(edge)];
                    if (other != 0 && other != each) {
                        levels[other] = Math.max(levels[other], levels[each] + 1);
                    }
                }
            }
        }
        return levels;
    }

    private Groups groups() {
        // The members of each circle as a chain in the order of the store.
        int[] first = new int[circles + 1];
        int[] nextMember = new int[graph.size()];
        Arrays.fill(first, -1);
        int count = 0;
        for (int i = graph.size() - 1; i >= 0; i--) {
            if (circle[i] != 0) {
                nextMember[i] = first[circle[i]];
                first[circle[i]] = i;
                count++;
            }
        }
        int[] levels = levels(first, nextMember);
        long[] order = new long[circles];
        for (int each = 1; each <= circles; each++) {
            order[each - 1] = (long) levels[each] << Integer.SIZE | first[each];
        }
        Arrays.sort(order);
        int[] objects = new int[count];
        int[] starts = new int[circles + 1];
        int at = 0;
        for (int group = 0; group < circles; group++) {
            starts[group] = at;
            for (int member = (int) order[group]; member >= 0; member = nextMember[member]) {
                objects[at++] = member;
            }
        }
        starts[circles] = at;
        return new Groups(objects, starts);
    }

    /** Numbers of which the last comes first. */
    private static final class Stack {
        private int[] values = new int[16];
        private int size;

        boolean isEmpty() {
            return size == 0;
        }

        int top() {
            return values[size - 1];
        }

        int pop() {
            return values[--size];
        }

        void push(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, Growth.of(size));
            }
            values[size++] = value;
        }
    }
}
