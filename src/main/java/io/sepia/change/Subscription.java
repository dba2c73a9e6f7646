package io.sepia.change;

/** A listener's connection to a store, which lasts until one of the two is closed. Thread-safe. */
public interface Subscription extends AutoCloseable {
    /** Ends it: no call of the listener begins any more, though one may still be running. Idempotent. */
    @Override
    void close();
}
