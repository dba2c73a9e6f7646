package io.sepia.report;

import io.sepia.document.ObjectKey;
import java.util.List;

/**
 * The counts of an export, import or copy.
 *
 * @param documents documents read from the source
 * @param written documents written
 * @param equal documents that were already stored and equal in every respect
 * @param skipped documents left out because of the policy
 * @param events events written
 * @param generations generations written
 * @param contentless containers of which an export of the original library holds only the ids, so that they could not
 *     be stored; at most the first 1,000
 * @param contentlessCount the number of all such containers
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
