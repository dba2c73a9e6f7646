package io.sepia.internal.codec;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import java.util.Set;

/**
 * An object in document form.
 *
 * @param content JSON text without lone surrogates
 * @param references the keys of the objects that it refers to
 */
public record EncodedObject(String content, Set<ObjectKey> references) {
    /** Returns the type of the object, which depends on whether it has references. */
    public ObjectType type() {
        return references.isEmpty() ? ObjectType.SERIALIZABLE : ObjectType.CONTAINER;
    }
}
