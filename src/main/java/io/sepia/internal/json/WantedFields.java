package io.sepia.internal.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which parts of a document conditions and orders look at, as a tree. Not changed once it is in use. */
public final class WantedFields {
    private final Map<Object, WantedFields> inside = new HashMap<>();
    private boolean whole;

    /** Adds all that {@code path} leads to. */
    public void add(FieldPath path) {
        WantedFields at = this;
        for (FieldPath.Step step : path.steps()) {
            Object key = step instanceof FieldPath.Name name ? name.text() : (Object) ((FieldPath.Index) step).number();
            at = at.inside.computeIfAbsent(key, each -> new WantedFields());
        }
        at.whole = true;
    }

    /** Whether nothing is wanted. */
    public boolean isEmpty() {
        return inside.isEmpty() && !whole;
    }

    /** Whether all of this value is wanted. */
    boolean isWhole() {
        return whole;
    }

    /** What is wanted of this member; null for nothing. */
    @Nullable
    WantedFields member(String name) {
        return inside.get(name);
    }

    /** What is wanted of this element; null for nothing. */
    @Nullable
    WantedFields element(int index) {
        return inside.get(index);
    }
}
