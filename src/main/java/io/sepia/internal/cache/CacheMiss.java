package io.sepia.internal.cache;

/** Ends work on cached documents alone when one is asked for that is not there. Nobody but the cache sees it. */
final class CacheMiss extends RuntimeException {
    static final CacheMiss INSTANCE = new CacheMiss();

    private static final long serialVersionUID = 1L;

    private CacheMiss() {
        super("not in the cache", null, false, false);
    }
}
