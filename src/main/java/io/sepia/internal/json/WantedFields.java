package io.sepia.internal.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a document that conditions and orders use, as a tree. Must not change once it is in use. */
public final class WantedFields {
    /** The whole document. */
    static final WantedFields EVERYTHING = new WantedFields();

    static {
        EVERYTHING.whole = true;
    }

    private final Map<Object, WantedFields> inside = new HashMap<>();
    private boolean whole;

    /** Adds everything at {@code path}. */
    public void add(FieldPath path) {
        WantedFields at = this;
        for (FieldPath.Step step : path.steps()) {
            Object key = step instanceof FieldPath.Name name ? name.text() : (Object) ((FieldPath.Index) step).number();
            at = at.inside.computeIfAbsent(key, each -> new WantedFields());
        }
        at.whole = true;
    }

    /** Returns whether nothing is wanted. */
    public boolean isEmpty() {
        return inside.isEmpty() && !whole;
    }

    /** Returns whether all of this value is wanted. */
    boolean isWhole() {
        return whole;
    }

    /** Returns the wanted parts of this member, or null for none. */
    @Nullable
    WantedFields member(String name) {
        return whole ? this : inside.get(name);
    }

    /** Returns the wanted parts of this element, or null for none. */
    @Nullable
    WantedFields element(int index) {
        return whole ? this : inside.get(index);
    }
}
