package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.ReferenceSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Groups the nodes of a graph into strongly connected components and orders these so that targets precede the objects
 * that refer to them. Uses Tarjan's algorithm (SIAM Journal on Computing 1, 1972) without recursion, because chains may
 * be long. See decision 0005.
 */
final class StronglyConnectedComponents {
    private final Map<ObjectKey, GraphNode> nodes;
    private final Map<GraphNode, Visit> visits = new HashMap<>();
    private final Deque<Visit> open = new ArrayDeque<>();
    private final List<List<GraphNode>> groups = new ArrayList<>();

    private static final class Visit {
        private final GraphNode node;
        private final Iterator<ReferenceSlot> references;
        private final int index;
        private int lowest;
        private boolean isOpen = true;

        Visit(GraphNode node, int index) {
            this.node = node;
            this.references = node.scanned().references().iterator();
            this.index = index;
            this.lowest = index;
        }
    }

    StronglyConnectedComponents(Map<ObjectKey, GraphNode> nodes) {
        this.nodes = nodes;
    }

    /**
     * Returns all nodes in groups: single nodes or cycles. Everything that a group refers to is in an earlier group.
     */
    List<List<GraphNode>> inOrder(List<GraphNode> all) {
        for (GraphNode each : all) {
            if (!visits.containsKey(each)) {
                visit(each);
            }
        }
        return groups;
    }

    private void visit(GraphNode start) {
        Deque<Visit> path = new ArrayDeque<>();
        path.push(enter(start));
        while (!path.isEmpty()) {
            Visit current = path.peek();
            Visit next = current.references.hasNext() ? follow(current, current.references.next()) : null;
            if (next != null) {
                path.push(next);
            } else if (!current.references.hasNext()) {
                path.pop();
                leave(current, path.peek());
            }
        }
    }

    private Visit enter(GraphNode node) {
        Visit visit = new Visit(node, visits.size());
        visits.put(node, visit);
        open.push(visit);
        return visit;
    }

    private @Nullable Visit follow(Visit from, ReferenceSlot slot) {
        GraphNode target = nodes.get(slot.target());
        if (target == null) {
            return null;
        }
        Visit met = visits.get(target);
        if (met == null) {
            return enter(target);
        }
        if (met.isOpen) {
            from.lowest = Math.min(from.lowest, met.index);
        }
        return null;
    }

    private void leave(Visit visit, @Nullable Visit parent) {
        if (parent != null) {
            parent.lowest = Math.min(parent.lowest, visit.lowest);
        }
        if (visit.lowest == visit.index) {
            List<GraphNode> group = new ArrayList<>();
            Visit member;
            do {
                member = open.pop();
                member.isOpen = false;
                group.add(member.node);
            } while (member != visit);
            groups.add(group);
        }
    }

    /**
     * Returns the members of a cycle that are created with all their parts, targets first.
     *
     * @throws MappingException if such members refer to each other in a cycle
     */
    static List<GraphNode> wholeInOrder(List<GraphNode> cycle) {
        Map<ObjectKey, GraphNode> whole = cycle.stream()
                .filter(each -> !each.scanned().isMadeEmpty())
                .collect(Collectors.toMap(GraphNode::key, each -> each, (a, b) -> a, LinkedHashMap::new));
        List<GraphNode> ordered = new ArrayList<>();
        for (List<GraphNode> group : new StronglyConnectedComponents(whole).inOrder(List.copyOf(whole.values()))) {
            GraphNode first = group.get(0);
            if (group.size() > 1 || first.refersTo(first)) {
                throw new MappingException(
                        "These objects refer to each other in a cycle, but each of them is created with"
                                + " all its parts (a record or creator), so none can be created first: "
                                + group.stream()
                                        .limit(10)
                                        .map(each -> each.key().toString())
                                        .collect(Collectors.joining(", "))
                                + ". Make one of the classes mutable, or declare one of the properties as Ref<T>.");
            }
            ordered.add(first);
        }
        return ordered;
    }
}
