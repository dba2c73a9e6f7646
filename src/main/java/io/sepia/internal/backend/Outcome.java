package io.sepia.internal.backend;

/** How a transaction ended, as far as the store can know. See decision 0023. */
public enum Outcome {
    /** All of it is stored. */
    COMMITTED,
    /** None of it is stored. */
    ROLLED_BACK,
    /** The commit failed in a way that leaves open whether the transaction is stored. */
    UNKNOWN
}
