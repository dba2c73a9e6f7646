package io.sepia.codec;

import io.sepia.document.ObjectType;

/**
 * An object in document form.
 *
 * @param type whether it refers to others
 * @param content JSON text without lone surrogates
 */
public record EncodedObject(ObjectType type, String content) {}
