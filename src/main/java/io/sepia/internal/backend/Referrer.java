package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;

/**
 * A document that refers to another.
 *
 * @param number by which reading goes on after it, above 0; has no further meaning, and may differ in the next
 *     transaction
 * @param key of the document that refers
 */
public record Referrer(long number, ObjectKey key) {}
