package io.sepia.internal.codec;

import io.sepia.internal.codec.platform.PlatformValues;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The place at which a generator writes, and the kinds of values that it has written for the first time. */
final class PositionTrail {
    private static final int ELEMENT = 1;
    private static final int VALUE = 2;
    private static final int KEY = 3;
    /** Greater than the numbers of all JSON tokens, which mark the kinds of scalars. */
    private static final int OMITTED = 13;

    private final @Nullable Positions known;
    private long[] outer = new long[16];
    private int depth;
    /** The place of the next value. */
    private long here = ELEMENT;
    /** The object that the next name belongs to. */
    private long owner;

    private long scalar;
    private long[] fresh = new long[0];
    private int count;
    private boolean doubtful;
    private int properties;

    /** @param known the kinds that were read back; null if nothing written here is to be read back */
    PositionTrail(@Nullable Positions known) {
        this.known = known;
    }

    /** Returns whether a value was written that must be read back: the first of its kind, or one in doubt. */
    boolean isFresh() {
        return count > 0 || doubtful;
    }

    /** States that a value may be lost although others of its kind come back. */
    void doubt() {
        doubtful = true;
    }

    /** States the class of the next key of a map, which its text does not show. */
    void keyOf(Class<?> type) {
        long place = here;
        here = Positions.mix(owner, KEY);
        note(Positions.of(type));
        here = place;
    }

    /** Records that values of all kinds written here were read back. */
    void accept() {
        if (known != null) {
            known.add(fresh, count);
        }
    }

    void startObject(@Nullable Object value) {
        long kind = note(value == null ? 3 : Positions.of(value.getClass()));
        push();
        if (value instanceof Map) {
            doubtContainer(value);
        }
        owner = value == null || value instanceof Map ? kind : Positions.of(value.getClass());
    }

    void startArray(@Nullable Object value) {
        long kind = note(value == null ? 4 : Positions.of(value.getClass()));
        push();
        here = Positions.mix(kind, ELEMENT);
        if (value instanceof Collection) {
            doubtContainer(value);
        }
    }

    private void doubtContainer(Object container) {
        if (PlatformValues.isDoubtfulContainer(container)) {
            doubt();
        }
    }

    void end() {
        depth -= 2;
        here = outer[depth];
        owner = outer[depth + 1];
    }

    /** Returns how many properties were entered. */
    int properties() {
        return properties;
    }

    /** Records that the value of a property is not written. */
    void omitted(Object name, @Nullable Object value) {
        property(name);
        if (value instanceof Collection || value instanceof Map) {
            doubtContainer(value);
        }
        note(OMITTED + (value == null ? 0 : Positions.of(value.getClass())));
    }

    /** Enters a property. Its name object belongs to one writer of one class. */
    void property(Object name) {
        properties++;
        here = Positions.mix(owner, ((long) System.identityHashCode(name) << 32) + name.hashCode());
    }

    /** Enters a value whose name is data. */
    void member() {
        here = Positions.mix(owner, VALUE);
    }

    /** States the class of the next scalar, which its JSON type does not show. */
    void scalarOf(Class<?> type) {
        scalar = Positions.of(type);
    }

    /** States the constant that the next scalar stands for. */
    void scalarOf(Enum<?> constant) {
        scalar = Positions.mix(Positions.of(constant.getClass()), constant.ordinal());
    }

    void scalar(int token) {
        note(scalar + token);
        scalar = 0;
    }

    private long note(long what) {
        long kind = Positions.mix(here, what) | 1;
        if (known != null && !known.contains(kind)) {
            if (count == fresh.length) {
                fresh = Arrays.copyOf(fresh, Math.max(16, count * 2));
            }
            fresh[count++] = kind;
        }
        return kind;
    }

    private void push() {
        if (depth == outer.length) {
            outer = Arrays.copyOf(outer, depth * 2);
        }
        outer[depth] = here;
        outer[depth + 1] = owner;
        depth += 2;
    }
}
