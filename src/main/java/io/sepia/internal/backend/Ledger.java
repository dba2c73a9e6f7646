package io.sepia.internal.backend;

import java.util.List;

/** Records what the writes of one transaction did. Used on the transaction's thread. See decision 0072. */
public interface Ledger {
    /** A ledger that ignores all effects. */
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
     * Returns whether writes to a class must be listed one by one, which costs more than counting them. Called before
     * each write; may read in the transaction.
     */
    boolean wantsDetails(String className);

    /**
     * Enters the effects of a write. Called right after the write, and not if it failed; may read and write in the
     * transaction.
     */
    void enter(Effects effects);

    /** Returns whether details of any of the writes are wanted. */
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

    /** Returns whether details of any class are wanted. */
    boolean wantsDetails();
}
