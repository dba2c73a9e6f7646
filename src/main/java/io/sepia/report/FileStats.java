package io.sepia.report;

/**
 * The file that a store is in. Immutable.
 *
 * @param path where it is
 * @param bytes its size, what is still in the write-ahead log left out
 * @param freeBytes how many of them are free for what will be written
 * @param pageBytes the size of one of its pages
 * @param journalMode how it is kept whole: {@code wal}, {@code delete}, …
 * @param schemaStep the number of the last step that its tables have taken
 */
public record FileStats(String path, long bytes, long freeBytes, long pageBytes, String journalMode, int schemaStep) {}
