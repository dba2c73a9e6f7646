package io.sepia.cli.terminal;

import java.util.Locale;

/** Formats quantities for messages. */
public final class Quantity {
    private Quantity() {}

    /** Returns a number such as {@code 20,968}. */
    public static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns {@code 1 document}, {@code 20,968 documents} and so on. */
    public static String documents(long number) {
        return of(number) + (number == 1 ? " document" : " documents");
    }
}
