package io.sepia.internal.backend;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions of a thread that waits for the write lock of a store. */
public final class WriteLockErrors {
    private WriteLockErrors() {}

    public static StorageBusyException busy(String store, long timeoutMillis) {
        return new StorageBusyException("Other transactions wrote to " + store + " for longer than busy_timeout ("
                + timeoutMillis + " ms). Run the transaction again, or raise busy_timeout.");
    }

    /** @param nanos how long the thread has held the lock */
    public static StorageBusyException held(String store, long timeoutMillis, Thread holder, long nanos) {
        return new StorageBusyException("A transaction of the thread '" + holder.getName()
                + "' of this process has held the write lock of " + store + " for "
                + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms, and this thread has waited for it for " + timeoutMillis
                + " ms. Run the transaction again, keep transactions that write short, or raise busy_timeout.");
    }

    /** @param holder the thread that has the lock now */
    public static StorageBusyException passed(String store, long timeoutMillis, Thread holder) {
        return new StorageBusyException("Other threads of this process, the last one '" + holder.getName()
                + "', have held the write lock of " + store + " in turn, and this thread has waited for it for "
                + timeoutMillis + " ms. Run the transaction again, or raise busy_timeout.");
    }

    public static StorageFailureException interrupted(String store, @Nullable Throwable cause) {
        return new StorageFailureException(
                "The thread was interrupted while it waited to write to " + store + ". Nothing was stored.", cause);
    }
}
