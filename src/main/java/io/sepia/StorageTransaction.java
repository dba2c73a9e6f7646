package io.sepia;

import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import java.util.Map;

/**
 * The operations within one transaction: all of them take effect together when the work that received it returns, and
 * none if the work throws. It belongs to the thread that runs the work and must not be used afterwards.
 */
public final class StorageTransaction extends Verbs implements StorageOperations {
    private final Scope scope;

    StorageTransaction(Scope scope) {
        super(scope);
        this.scope = scope;
    }

    /**
     * Describes the transaction, for example who runs it and why: events logged in this transaction from now on get
     * {@code metadata}, unless a save has its own. Replaces an earlier description.
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
