package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.internal.codec.ScannedDocument;
import org.jspecify.annotations.Nullable;

/** A document of a graph that is being loaded, and the object created from it. */
final class GraphNode {
    private final ScannedDocument scanned;
    private @Nullable Object instance;
    private boolean complete;

    GraphNode(ScannedDocument scanned) {
        this.scanned = scanned;
    }

    ObjectKey key() {
        return scanned.key();
    }

    ScannedDocument scanned() {
        return scanned;
    }

    boolean refersTo(GraphNode other) {
        return scanned.references().stream().anyMatch(slot -> slot.target().equals(other.key()));
    }

    Object instance() {
        if (instance == null) {
            throw new IllegalStateException(key() + " is needed before it was created");
        }
        return instance;
    }

    boolean isComplete() {
        return complete;
    }

    void begin(Object made) {
        instance = made;
    }

    void complete(Object made) {
        instance = made;
        complete = true;
    }

    void complete() {
        complete = true;
    }
}
