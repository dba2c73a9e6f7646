package io.sepia.internal.backend;

/**
 * Detects external commits: commits to the backend's data by other stores, processes or programs. Commits of the
 * backend's own transactions do not count. Thread-safe.
 */
@FunctionalInterface
public non-sealed interface ExternalCommits extends Capability {
    /**
     * Polls for external commits. Takes a few microseconds and never blocks: if it cannot poll now, because the
     * resource that it needs is in use, it returns an earlier sighting.
     */
    Sighting poll();

    /**
     * What was known at one moment.
     *
     * @param count changes whenever there were external commits since the previous sighting; its value has no other
     *     meaning
     * @param asOf the {@link System#nanoTime} of that moment: {@code count} covers all external commits before it
     */
    record Sighting(long count, long asOf) {}
}
