package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Loading an object would load more objects, or longer chains of them, than the store's limits allow. The remedy is
 * {@code Ref<T>} where the graph should stop, or a higher limit.
 */
public final class GraphLimitException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public GraphLimitException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public GraphLimitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
