package io.sepia.internal.codec;

import io.sepia.document.ObjectKey;

/**
 * A stored reference as it was found in a document.
 *
 * @param target the key that it names
 * @param declared what the property is declared to hold
 * @param lazy whether the property is a {@code Ref}, so that the target is not loaded with its holder
 * @param path where it stands, such as {@code related[2]}
 */
public record ReferenceSlot(ObjectKey target, Class<?> declared, boolean lazy, String path) {}
