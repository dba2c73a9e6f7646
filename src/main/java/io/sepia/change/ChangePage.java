package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of the log of changes.
 *
 * @param changes in the order in which they were committed, each object at most once
 * @param next where to read on: keep it once the changes have been dealt with
 * @param more whether there were more changes when the page was read
 */
public record ChangePage(List<Change> changes, ChangeCursor next, boolean more) {
    /** Copies the list. */
    public ChangePage {
        changes = List.copyOf(changes);
    }

    /** Makes a page, leaving out of {@code read} what a later change of the same object outdates. */
    public static ChangePage of(List<Change> read, ChangeCursor next, boolean more) {
        Map<ObjectKey, Change> latest = new HashMap<>();
        read.forEach(each -> latest.put(each.key(), each));
        return new ChangePage(
                read.stream().filter(each -> latest.get(each.key()) == each).toList(), next, more);
    }
}
