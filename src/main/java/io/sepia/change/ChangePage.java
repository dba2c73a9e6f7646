package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of the change log.
 *
 * @param changes in the order in which they were committed, each object at most once
 * @param next the cursor to continue from; store it once the changes have been processed
 * @param more whether there were more changes when the page was read
 */
public record ChangePage(List<Change> changes, ChangeCursor next, boolean more) {
    /** Copies the list. */
    public ChangePage {
        changes = List.copyOf(changes);
    }

    /** Returns the cursor to continue from after one of the changes of this page. */
    public ChangeCursor after(Change change) {
        return next.movedTo(change.sequence());
    }

    /** Returns a page without the changes of {@code read} that a later change of the same object supersedes. */
    public static ChangePage of(List<Change> read, ChangeCursor next, boolean more) {
        Map<ObjectKey, Change> latest = new HashMap<>();
        read.forEach(each -> latest.put(each.key(), each));
        return new ChangePage(
                read.stream().filter(each -> latest.get(each.key()) == each).toList(), next, more);
    }
}
