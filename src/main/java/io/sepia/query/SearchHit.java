package io.sepia.query;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object that a search found, by words or by a vector. Immutable, apart from the object, and thread-safe.
 *
 * <p>Excerpts are made when they are first asked for, from the document that was found: later changes do not affect
 * them, and they need no open store.
 *
 * @param <T> the type of the object
 */
public final class SearchHit<T> {
    private final T value;
    private final double score;
    private final Supplier<List<Highlight>> excerpts;
    private volatile @Nullable List<Highlight> highlights;

    /**
     * Creates a hit.
     *
     * @param excerpts makes the {@link #highlights}; called once, or again by threads that ask at the same time
     */
    public SearchHit(T value, double score, Supplier<List<Highlight>> excerpts) {
        this.value = value;
        this.score = score;
        this.excerpts = Objects.requireNonNull(excerpts, "excerpts");
    }

    /** Returns the object. */
    public T value() {
        return value;
    }

    /**
     * Returns its relevance or similarity, the greater the better. Compare relevances only within the results of one
     * search: backends compute them differently.
     */
    public double score() {
        return score;
    }

    /**
     * Returns an excerpt for each property in which words were found, the one with most of them first. The list is
     * empty if the search has no words, or only excludes words.
     */
    public List<Highlight> highlights() {
        List<Highlight> made = highlights;
        if (made == null) {
            made = List.copyOf(excerpts.get());
            highlights = made;
        }
        return made;
    }

    /** Returns the excerpt with most of the words, each in square brackets; empty if there is none. */
    public String snippet() {
        List<Highlight> made = highlights();
        return made.isEmpty() ? "" : made.get(0).marked("[", "]");
    }

    /** Returns the object and its score. */
    @Override
    public String toString() {
        return value + " (" + score + ")";
    }
}
