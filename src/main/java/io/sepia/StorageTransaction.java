package io.sepia;

import java.util.Map;

/**
 * The verbs within one transaction: all of them take effect together when the work that was given it returns, and none
 * if it throws. Belongs to the thread that runs the work and must not be used after it.
 */
public interface StorageTransaction extends StorageOperations {
    /**
     * Says who is at work here, or why: events that are logged in this transaction from now on get {@code metadata},
     * unless something is given with a save itself. What was said before is replaced.
     *
     * @param metadata must be writable as JSON
     */
    void describe(Map<String, ?> metadata);
}
