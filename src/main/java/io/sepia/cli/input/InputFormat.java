package io.sepia.cli.input;

import java.util.Locale;

/** The format of documents to import. */
public enum InputFormat {
    /** JSON lines, or one JSON array. */
    JSON,
    /** Comma-separated values as in RFC 4180, with a line of column names. */
    CSV,
    /** As {@link #CSV}, separated by tabs. */
    TSV;

    /** Returns the format that the name of a file indicates: its extension, before a final {@code .gz}. */
    public static InputFormat ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - ".gz".length()) : lower;
        return plain.endsWith(".csv") ? CSV : plain.endsWith(".tsv") ? TSV : JSON;
    }
}
