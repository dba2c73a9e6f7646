package io.sepia.internal.garbage;

/** How lists grow: by half, so that little lies idle. */
final class Growth {
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private Growth() {}

    /** The next size after {@code size}, which is full. */
    static int of(int size) {
        if (size == LARGEST) {
            throw new IllegalStateException("A garbage collection bears at most " + LARGEST
                    + " objects and as many references. Collect in a store of fewer.");
        }
        return (int) Math.min(LARGEST, size + (size >> 1) + 16L);
    }
}
