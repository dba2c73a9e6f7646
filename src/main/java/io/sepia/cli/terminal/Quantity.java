package io.sepia.cli.terminal;

import java.util.Locale;

/** Numbers of things, for people. */
public final class Quantity {
    private static final double BYTES_OF_MEGABYTE = 1e6;

    private Quantity() {}

    /** {@code 20,968}. */
    public static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 document}, {@code 20,968 documents}. */
    public static String documents(long number) {
        return of(number) + (number == 1 ? " document" : " documents");
    }

    /** {@code 31.4 MB}. */
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / BYTES_OF_MEGABYTE);
    }
}
