package io.sepia.report;

import java.time.Duration;

/**
 * How a store's readers get their connections. All zero where they need none, or have those of an application.
 * Immutable.
 *
 * @param open streams and reading transactions of the application that are open now
 * @param waits how often somebody waited for a connection to read with
 * @param waited how long they waited in all
 * @param longestWait how long one of them waited at most
 */
public record ReadStats(long open, long waits, Duration waited, Duration longestWait) {
    /** Of a store whose readers need no connections of its own. */
    public static final ReadStats NONE = new ReadStats(0, 0, Duration.ZERO, Duration.ZERO);
}
