package io.sepia.internal.backend.sql;

import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import java.util.function.Function;

/**
 * Enters into the table of references what was there before it, when a store is opened: in short transactions, so that
 * others go on meanwhile. What is not entered yet is looked up in the documents themselves.
 */
public final class ReferenceEntry {
    private static final System.Logger LOG = System.getLogger(ReferenceEntry.class.getName());

    private ReferenceEntry() {}

    /** Enters all that is missing, or as much as can be done while others hold the store. */
    public static void complete(Function<Access, JpaTransaction> begin) {
        try (JpaTransaction transaction = begin.apply(Access.READ_ONLY)) {
            if (!transaction.references().isBehind()) {
                return;
            }
        }
        try {
            boolean more = true;
            while (more) {
                try (JpaTransaction transaction = begin.apply(Access.READ_WRITE)) {
                    more = transaction.references().catchUp();
                    transaction.commit();
                }
            }
        } catch (StorageBusyException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Others hold the store, so the rest of its references is entered when it is opened next",
                    e);
        }
    }
}
