package io.sepia.internal.cache;

/**
 * Thrown when work that runs on cached documents alone requests a document that is not cached. Never leaves the cache.
 */
final class CacheMiss extends RuntimeException {
    static final CacheMiss INSTANCE = new CacheMiss();

    private CacheMiss() {
        super("not in the cache", null, false, false);
    }
}
