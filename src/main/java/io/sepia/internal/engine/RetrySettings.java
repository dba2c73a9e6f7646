package io.sepia.internal.engine;

import java.time.Duration;

/**
 * How long what met others is run again, counted from its beginning.
 *
 * @param verbs for single verbs, which are the store's own
 * @param transactions for an application's work, unless the call says otherwise
 */
public record RetrySettings(Duration verbs, Duration transactions) {}
