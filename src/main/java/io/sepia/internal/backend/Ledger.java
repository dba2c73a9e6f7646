package io.sepia.internal.backend;

import java.util.List;

/** Takes down what the writes of one transaction did. Used by the transaction's thread. See decision 0072. */
public interface Ledger {
    /** For a transaction whose effects concern only its caller. */
    Ledger NONE = new Ledger() {
        @Override
        public boolean wantsDetails(String className) {
            return false;
        }

        @Override
        public boolean wantsDetails() {
            return false;
        }

        @Override
        public void enter(Effects effects) {}
    };

    /**
     * Whether writes to a class are to be told one by one, which costs more than to count them. Called before each
     * write; may read in the transaction.
     */
    boolean wantsDetails(String className);

    /** Enters what a write did. Called right after it, and not if it failed; may read and write in the transaction. */
    void enter(Effects effects);

    /** Whether details of one of the writes are wanted. */
    default boolean wantsDetails(List<DocumentWrite> writes) {
        String unwanted = "";
        for (DocumentWrite each : writes) {
            String className = each.key().className();
            if (!className.equals(unwanted)) {
                if (wantsDetails(className)) {
                    return true;
                }
                unwanted = className;
            }
        }
        return false;
    }

    /** Whether details of any class are wanted. */
    boolean wantsDetails();
}
