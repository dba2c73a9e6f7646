package io.sepia.internal.codec;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The kinds of values that a codec has written at each place and read back. A kind is a number computed from the class
 * and property that hold a value, the class of the value, and its JSON type. Lookups take no lock. See decision 0150.
 */
final class Positions {
    private static final int LIMIT = 1 << 18;
    private static final AtomicLong CLASSES = new AtomicLong();
    private static final ClassValue<Long> NUMBERS = new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
            return mix(CLASSES.incrementAndGet(), 17);
        }
    };

    private volatile long[] table = new long[256];
    private int size;

    /** Returns a number of its own for each class. */
    static long of(Class<?> type) {
        return NUMBERS.get(type);
    }

    static long mix(long a, long b) {
        long mixed = (a ^ b * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 29;
    }

    boolean contains(long kind) {
        return find(table, kind);
    }

    private static boolean find(long[] in, long kind) {
        int mask = in.length - 1;
        for (int i = (int) kind & mask; in[i] != 0; i = i + 1 & mask) {
            if (in[i] == kind) {
                return true;
            }
        }
        return false;
    }

    /** Adds the first {@code count} of {@code kinds}. Forgets all others when they become too many. */
    synchronized void add(long[] kinds, int count) {
        long[] next = table.clone();
        for (int i = 0; i < count; i++) {
            if (find(next, kinds[i])) {
                continue;
            }
            if (++size > LIMIT) {
                next = new long[256];
                size = 1;
            } else if (size * 2 > next.length) {
                next = grown(next);
            }
            insert(next, kinds[i]);
        }
        table = next;
    }

    private static long[] grown(long[] from) {
        long[] into = new long[from.length * 2];
        for (long each : from) {
            if (each != 0) {
                insert(into, each);
            }
        }
        return into;
    }

    private static void insert(long[] into, long kind) {
        int mask = into.length - 1;
        int i = (int) kind & mask;
        while (into[i] != 0) {
            i = i + 1 & mask;
        }
        into[i] = kind;
    }
}
