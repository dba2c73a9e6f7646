package io.sepia.internal.engine;

import java.time.Duration;

/**
 * How long work is retried while the store is busy, counted from its beginning.
 *
 * @param verbs the time for single operations
 * @param transactions the time for an application's transactions, unless the call gives another
 */
public record RetrySettings(Duration verbs, Duration transactions) {}
