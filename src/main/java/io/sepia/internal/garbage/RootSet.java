package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.error.ObjectNotFoundException;
import java.util.BitSet;

/** The roots of a collection in a graph: the requested ones, and objects that were saved recently. */
final class RootSet {
    private final GarbageCollector.Request request;
    private final long cutoff;

    /** @param cutoff in microseconds since 1970; objects that were saved then or later are roots */
    RootSet(GarbageCollector.Request request, long cutoff) {
        this.request = request;
        this.cutoff = cutoff;
    }

    /**
     * Returns the roots in {@code graph}.
     *
     * @throws ObjectNotFoundException if a requested object is not stored
     * @throws IllegalArgumentException if none of the requested classes has an object
     */
    BitSet in(ObjectGraph graph) {
        BitSet roots = new BitSet(graph.size());
        for (ObjectKey each : request.keys()) {
            int index = graph.indexOf(each);
            if (index < 0) {
                throw new ObjectNotFoundException(each.className(), each.id());
            }
            roots.set(index);
        }
        for (int i = 0; i < graph.size(); i++) {
            if (request.classNames().contains(graph.className(i))) {
                roots.set(i);
            }
        }
        if (roots.isEmpty() && !request.everything() && graph.size() > 0) {
            throw new IllegalArgumentException("None of the classes " + request.classNames() + " that were given as"
                    + " roots has an object, so everything would be garbage. Nothing was deleted. Check the"
                    + " names, or request a collection without roots.");
        }
        for (int i = 0; i < graph.size(); i++) {
            if (graph.savedAt(i) >= cutoff) {
                roots.set(i);
            }
        }
        return roots;
    }
}
