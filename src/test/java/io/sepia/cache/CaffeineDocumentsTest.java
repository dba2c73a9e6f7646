package io.sepia.cache;

/** The contract for Caffeine. */
class CaffeineDocumentsTest extends BoundedDocumentsContract {
    @Override
    BoundedDocuments documents(long maximum) {
        return new CaffeineDocuments(maximum);
    }
}
