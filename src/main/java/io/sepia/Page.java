package io.sepia;

import java.util.List;
import java.util.Optional;

/**
 * A page of query results.
 *
 * @param <T> the type of the results
 * @param items the results, unmodifiable
 * @param next the cursor for {@link ObjectQuery#after}, if there are more results
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Copies the list. */
    public Page {
        items = List.copyOf(items);
    }
}
