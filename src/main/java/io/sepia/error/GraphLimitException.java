package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a load would exceed the store's limits on the number of objects or the length of chains of references.
 * The remedy is {@code Ref<T>} where the graph should stop, or a higher limit.
 */
public final class GraphLimitException extends StorageException {
    /** Creates an exception whose {@code message} names the object, the limit and the remedy. */
    public GraphLimitException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public GraphLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
