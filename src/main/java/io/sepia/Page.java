package io.sepia;

import java.util.List;
import java.util.Optional;

/**
 * Some results of a query and where to go on.
 *
 * @param <T> what is found
 * @param items the results, unmodifiable
 * @param next the cursor for {@link ObjectQuery#after}, if there are more results
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** Copies the list. */
    public Page {
        items = List.copyOf(items);
    }
}
