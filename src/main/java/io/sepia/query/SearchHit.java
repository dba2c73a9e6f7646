package io.sepia.query;

import java.util.List;

/**
 * An object that a search found, by words or by a vector. Immutable, apart from the object.
 *
 * @param value the object
 * @param score its relevance or similarity, the greater the better. Compare relevances only within the results of one
 *     search: backends compute them differently
 * @param highlights an excerpt for each property in which words were found, the one with most of them first; empty if
 *     none were sought or found
 * @param <T> the type of the object
 */
public record SearchHit<T>(T value, double score, List<Highlight> highlights) {
    /** Copies the list. */
    public SearchHit {
        highlights = List.copyOf(highlights);
    }

    /** Returns the excerpt with most of the words, each in square brackets; empty if there is none. */
    public String snippet() {
        return highlights.isEmpty() ? "" : highlights.get(0).marked("[", "]");
    }
}
