package io.sepia.internal.functions;

/** A connection whose next transaction can be told how long to wait for the write lock. */
public interface LockWaits {
    /** Sets the milliseconds to wait; a negative number for the connection's default. */
    void waitForLock(long millis);
}
