package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;

/**
 * A document that refers to another.
 *
 * @param number the position to continue after, above 0; it has no other meaning and may differ in the next transaction
 * @param key the key of the referring document
 */
public record Referrer(long number, ObjectKey key) {}
