package io.sepia.internal.cache;

/** The contract for the built-in policy. */
class TwoQueueDocumentsTest extends BoundedDocumentsContract {
    @Override
    BoundedDocuments documents(long maximum) {
        return new TwoQueueDocuments(maximum);
    }
}
