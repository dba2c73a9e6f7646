package io.sepia.internal.backend.sql;

import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import java.util.function.Function;

/**
 * Enters the references of older documents into the table of references when a store is opened. It uses short
 * transactions, so that others can write in between. References that are not entered yet are looked up in the documents
 * themselves. See decision 0038.
 */
public final class ReferenceEntry {
    private static final System.Logger LOG = System.getLogger(ReferenceEntry.class.getName());

    private ReferenceEntry() {}

    /** Enters all missing references; stops early if other transactions hold the store. */
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
                    "Other transactions hold the store; its remaining references are entered when it is opened next",
                    e);
        }
    }
}
