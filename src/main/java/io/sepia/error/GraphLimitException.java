package io.sepia.error;

/**
 * Thrown when a load would exceed the store's limits on the number of objects or the length of chains of references.
 * The remedy is {@code Ref<T>} where the graph should stop, or a higher limit.
 */
public final class GraphLimitException extends StorageException {
    /** Creates an exception whose {@code message} names the object, the limit and the remedy. */
    public GraphLimitException(String message) {
        super(message, null);
    }
}
