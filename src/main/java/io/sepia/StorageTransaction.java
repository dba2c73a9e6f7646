package io.sepia;

import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import java.util.Map;

/**
 * The verbs within one transaction: all of them take effect together when the work that received it returns, and none
 * if it throws. Belongs to the thread that runs the work and must not be used after it.
 */
public final class StorageTransaction extends Verbs implements StorageOperations {
    private final Scope scope;

    StorageTransaction(Scope scope) {
        super(scope);
        this.scope = scope;
    }

    /**
     * Says who is at work here, or why: events that are logged in this transaction from now on get {@code metadata},
     * unless a save has its own. Replaces an earlier description.
     *
     * @param metadata must be writable as JSON
     */
    public void describe(Map<String, ?> metadata) {
        String text = scope.codec().writeMetadata("the transaction", metadata);
        scope.run(Work.READ, unit -> {
            unit.describe(text);
            return true;
        });
    }
}
