package io.sepia.internal.backend;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.error.ConfigurationException;
import java.time.Instant;

/**
 * The log of changes, as one transaction sees it. It holds the latest change of each object; for a deleted object, its
 * deletion. If a store keeps a log, every write is entered in the transaction that makes it. Sequence numbers grow in
 * commit order: once a number is visible, no lower number appears later.
 *
 * <p>Part of one transaction; methods throw the exceptions of the {@link BackendTransaction} that returned it.
 */
public interface ChangeLog {
    /** Returns whether the store keeps a log. */
    boolean isKept();

    /** Returns the number of the latest change, this transaction's own included; 0 if there is no change or no log. */
    long last();

    /** Returns whether the log has had at least {@code count} changes after number {@code since}. */
    default boolean hasGrown(long since, long count) {
        return last() - since >= count;
    }

    /**
     * Returns the cursor after the latest change.
     *
     * @throws io.sepia.error.ConfigurationException if the store keeps no log
     */
    ChangeCursor end();

    /**
     * Returns the changes after a cursor. An object that changes while a follower reads may be returned again; the
     * latest change of each object is always returned.
     *
     * @param limit the maximum number of changes, at least 1
     * @throws io.sepia.error.CursorTooOldException if changes after the cursor may be missing
     * @throws io.sepia.error.ConfigurationException if the store keeps no log
     */
    ChangePage since(ChangeCursor cursor, int limit);

    /**
     * Returns whether {@link #since} reaches every change that this transaction sees. It may not while a transaction is
     * running that can still commit changes with lower numbers.
     */
    default boolean isSettled() {
        return true;
    }

    /**
     * Removes deletions before a moment, and superseded changes, from the log. Does nothing if the store keeps no log.
     * Requires a transaction that writes.
     *
     * @return the number of deletions that were removed
     */
    long forget(Instant before);

    /**
     * Does a part of {@link #forget} that takes a few milliseconds: it examines the next changes from a number on.
     * Requires a transaction that writes.
     *
     * @param from the number to start at; 0 for the beginning
     * @param most the number of changes to examine, at least 1
     * @return the number to continue from, greater than {@code from}; 0 at the end
     */
    long forgetSome(Instant before, long from, int most);

    /** Returns the error for a store that keeps no log. */
    static ConfigurationException notKept() {
        return new ConfigurationException(
                "The store keeps no log of changes. Open it once with the option changes=on.");
    }
}
