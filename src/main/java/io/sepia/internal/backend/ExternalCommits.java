package io.sepia.internal.backend;

/**
 * Knows of commits that others have made to what a backend keeps: other stores, other processes, other programs.
 * Commits of the backend's own transactions do not count. Thread-safe.
 */
@FunctionalInterface
public non-sealed interface ExternalCommits extends Capability {
    /**
     * Looks whether there are any. Costs a few microseconds and waits for nothing: where it cannot look now, because
     * somebody uses what it would need, it says what it knows from earlier.
     */
    Sighting look();

    /**
     * What was known at one moment.
     *
     * @param count moves whenever others have committed since the sighting before; what it counts is not said
     * @param asOf the {@link System#nanoTime} of that moment: whatever others had committed by then is in the count
     */
    record Sighting(long count, long asOf) {}
}
