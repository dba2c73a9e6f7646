package io.sepia.internal.garbage;

/** The growth of lists: by half, so that little memory is unused. */
final class Growth {
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private Growth() {}

    /** Returns the next capacity after {@code size}, which is full. */
    static int of(int size) {
        if (size == LARGEST) {
            throw new IllegalStateException("A garbage collection supports at most " + LARGEST
                    + " objects and as many references. Divide the objects between several stores.");
        }
        return (int) Math.min(LARGEST, size + (size >> 1) + 16L);
    }
}
