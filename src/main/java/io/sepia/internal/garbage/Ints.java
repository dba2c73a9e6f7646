package io.sepia.internal.garbage;

import java.util.Arrays;

/** A growing list of int values, and a stack. */
final class Ints {
    private static final int LARGEST = Integer.MAX_VALUE - 16;

    private int[] values = new int[16];
    private int size;

    /** Returns the next capacity after {@code size}, which is full: by half more, so that little memory is unused. */
    static int grown(int size) {
        if (size == LARGEST) {
            throw new IllegalStateException("A garbage collection supports at most " + LARGEST
                    + " objects and as many references. Divide the objects between several stores.");
        }
        return (int) Math.min(LARGEST, size + (size >> 1) + 16L);
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        values[size++] = value;
    }

    int get(int index) {
        return values[index];
    }

    int top() {
        return values[size - 1];
    }

    int pop() {
        return values[--size];
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
