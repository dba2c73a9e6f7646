package io.sepia.internal.words;

import java.util.List;

/**
 * Tokens that a search wants next to each other.
 *
 * @param tokens in order; not empty
 * @param prefix whether the last token is only the beginning of one
 * @param field the place in the list of fields that the phrase must be in, or {@link #ANY}
 */
public record Phrase(List<String> tokens, boolean prefix, int field) {
    /** Any field. */
    public static final int ANY = -1;

    public Phrase {
        tokens = List.copyOf(tokens);
    }
}
