package io.sepia.cli.terminal;

import java.util.Locale;

/** Measures a duration and formats it for messages. */
public final class Stopwatch {
    private static final double NANOS_OF_SECOND = 1e9;

    private final long start = System.nanoTime();

    /** Returns the elapsed time, such as {@code 3.1 s}. */
    @Override
    public String toString() {
        double seconds = (System.nanoTime() - start) / NANOS_OF_SECOND;
        return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%,.1f s", seconds);
    }
}
