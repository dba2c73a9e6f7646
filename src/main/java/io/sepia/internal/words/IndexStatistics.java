package io.sepia.internal.words;

import java.util.List;

/**
 * What an index of words knows of the documents in it.
 *
 * @param documents their number
 * @param tokens the number of tokens in them
 * @param containing for each sought phrase of a query, the number of documents that contain it
 */
public record IndexStatistics(long documents, long tokens, List<Long> containing) {
    public IndexStatistics {
        containing = List.copyOf(containing);
    }
}
