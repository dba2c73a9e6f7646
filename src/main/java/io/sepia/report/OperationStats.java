package io.sepia.report;

/**
 * What the application has asked of a store since it was opened. Immutable.
 *
 * @param reads verbs outside transactions that read the database; those that the cache answered are not among them
 * @param writes verbs outside transactions that write
 * @param transactions transactions that ran work of the application, whether they read or write
 * @param retries further attempts of verbs and transactions that others were in the way of
 */
public record OperationStats(long reads, long writes, long transactions, long retries) {}
