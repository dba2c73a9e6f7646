package io.sepia.report;

/**
 * The write-ahead log of a SQLite file. Immutable.
 *
 * @param bytes its size now
 * @param limit the size in bytes from which on the store empties it
 * @param truncations how often the store has emptied it because of its size
 * @param heldUp whether a reader kept the store from emptying it at the last attempt
 */
public record WriteAheadLogStats(long bytes, long limit, long truncations, boolean heldUp) {}
