package io.sepia.internal.codec;

import io.sepia.document.ObjectKey;

/**
 * A reference found in a document.
 *
 * @param target the key that it names
 * @param declared the declared type of the property
 * @param lazy whether the property is a {@code Ref}, so that the target is not loaded with its holder
 * @param path the path in the document, such as {@code related[2]}
 */
public record ReferenceSlot(ObjectKey target, Class<?> declared, boolean lazy, String path) {}
