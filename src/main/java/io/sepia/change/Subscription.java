package io.sepia.change;

/** The subscription of a listener to a store. It lasts until it or the store is closed. Thread-safe. */
public interface Subscription extends AutoCloseable {
    /**
     * Ends the subscription: no call of the listener begins afterwards, though one may still be running. Idempotent.
     */
    @Override
    void close();
}
