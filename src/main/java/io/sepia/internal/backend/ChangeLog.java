package io.sepia.internal.backend;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.error.ConfigurationException;
import java.time.Instant;

/**
 * The log of changes as one transaction sees it: of each object the latest change, of deleted ones the deletion. Every
 * write of every transaction of a store that keeps a log enters it in the same transaction. Numbers grow in the order
 * of commits: once a number can be seen, no lower one will turn up.
 *
 * <p>Methods fail as those of the {@link BackendTransaction} that it came from, with which it ends.
 */
public interface ChangeLog {
    /** Whether the store keeps a log. */
    boolean isKept();

    /** The number of the latest change, this transaction's own included; 0 if there is none, or no log. */
    long last();

    /**
     * The cursor of whoever has read everything.
     *
     * @throws io.sepia.error.ConfigurationException if the store keeps no log
     */
    ChangeCursor end();

    /**
     * Reads on from a cursor. An object that changes while a follower reads may be met again; the latest change of each
     * is always met.
     *
     * @param limit the most changes to return, at least 1
     * @throws io.sepia.error.CursorTooOldException if changes after the cursor may be missing
     * @throws io.sepia.error.ConfigurationException if the store keeps no log
     */
    ChangePage since(ChangeCursor cursor, int limit);

    /**
     * Forgets deletions that took place before a moment, and what later changes have outdated; without effect if the
     * store keeps no log. Needs a transaction that writes.
     *
     * @return how many deletions were forgotten
     */
    long forget(Instant before);

    /**
     * A part of {@link #forget} that takes a few milliseconds: looks at the next changes from a number on. Needs a
     * transaction that writes.
     *
     * @param from the number to begin at, 0 for the beginning
     * @param most how many changes to look at, at least 1
     * @return the number to go on from, above {@code from}; 0 when nothing is left to look at
     */
    long forgetSome(Instant before, long from, int most);

    /** The error for a store that keeps no log. */
    static ConfigurationException notKept() {
        return new ConfigurationException(
                "The store keeps no log of changes. Open it once with the option changes=on.");
    }
}
