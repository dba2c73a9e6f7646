package io.sepia.internal.cache;

/** The contract for Caffeine. */
class CaffeineDocumentsTest extends BoundedDocumentsContract {
    @Override
    BoundedDocuments documents(long maximum) {
        return new CaffeineDocuments(maximum);
    }
}
