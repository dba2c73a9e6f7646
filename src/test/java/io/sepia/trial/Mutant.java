package io.sepia.trial;

import io.sepia.change.ChangeListener;
import io.sepia.internal.backend.BackendTransaction;

/** A rule that the store breaks on purpose, so that a test can show that the trial finds it. */
interface Mutant {
    /** Breaks no rule. */
    Mutant NONE = new Mutant() {};

    /** Returns a transaction that writes, which breaks the rule. */
    default BackendTransaction around(BackendTransaction transaction) {
        return transaction;
    }

    /** Returns a transaction that reads only, which breaks the rule. */
    default BackendTransaction reading(BackendTransaction transaction) {
        return transaction;
    }

    /** Returns whether failed operations of joined transactions are not rolled back to their savepoints. */
    default boolean ignoresSavepoints() {
        return false;
    }

    /** Returns a listener that receives notices in a way that breaks the rule. */
    default ChangeListener around(ChangeListener listener) {
        return listener;
    }
}
