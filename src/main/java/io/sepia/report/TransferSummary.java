package io.sepia.report;

import io.sepia.document.ObjectKey;
import java.util.List;

/**
 * What a transfer did.
 *
 * @param documents that were met
 * @param written those of them that were written
 * @param equal those that were stored already, equal in everything
 * @param skipped those that were left out by the policy
 * @param events that were written
 * @param generations that were written
 * @param contentless containers of which an export of the original has the ids only, so that nothing could be stored;
 *     at most the first 1,000
 * @param contentlessCount how many these are in all
 */
public record TransferSummary(
        long documents,
        long written,
        long equal,
        long skipped,
        long events,
        long generations,
        List<ObjectKey> contentless,
        long contentlessCount) {
    /** Copies the list. */
    public TransferSummary {
        contentless = List.copyOf(contentless);
    }
}
