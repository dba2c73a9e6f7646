package io.sepia.report;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a store has come to write since it was opened. What others have written, and transactions of a caller's
 * EntityManager, do not count. Immutable.
 *
 * @param commits transactions that were committed
 * @param works verbs and transactions that were committed by them; several verbs may share one commit
 * @param groups how many commits had how many works: the key is a power of two, and counts commits of up to that many
 *     works and of more than the next smaller one; only keys that occur
 * @param largestGroup the most works of one commit
 * @param waits how often somebody waited for the turn to write, or for the commit that took his work along
 * @param waited how long they waited in all
 * @param longestWait how long one of them waited at most
 * @param waitsForOthers how often the database was found locked by another process or another program
 */
public record WriteStats(
        long commits,
        long works,
        SortedMap<Integer, Long> groups,
        long largestGroup,
        long waits,
        Duration waited,
        Duration longestWait,
        long waitsForOthers) {
    /** Copies {@code groups}. */
    public WriteStats {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }

    /** How many works a commit had on average; 0 if there was none. */
    public double meanGroup() {
        return commits == 0 ? 0 : (double) works / commits;
    }

    /** How long somebody who waited did so on average. */
    public Duration meanWait() {
        return waits == 0 ? Duration.ZERO : waited.dividedBy(waits);
    }
}
