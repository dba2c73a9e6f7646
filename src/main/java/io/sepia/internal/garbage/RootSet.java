package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.error.ObjectNotFoundException;
import java.util.BitSet;

/** Which objects of a graph are roots: those that were named, and those that were saved lately. */
final class RootSet {
    private final GarbageCollector.Request request;
    private final long cutoff;

    /** @param cutoff objects that were saved then or later are roots, in microseconds since 1970 */
    RootSet(GarbageCollector.Request request, long cutoff) {
        this.request = request;
        this.cutoff = cutoff;
    }

    /**
     * The roots in {@code graph}.
     *
     * @throws ObjectNotFoundException if an object that was named is not stored
     * @throws IllegalArgumentException if none of the classes that were named has an object
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
            throw new IllegalArgumentException("None of the classes " + request.classNames() + " that were named as"
                    + " roots has an object, so that everything would be garbage. Nothing was deleted. Check the"
                    + " names, or say that there are no roots.");
        }
        for (int i = 0; i < graph.size(); i++) {
            if (graph.savedAt(i) >= cutoff) {
                roots.set(i);
            }
        }
        return roots;
    }
}
