package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.json.References;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One document on its way into a backend.
 *
 * @param key class name and id
 * @param type whether it refers to other objects
 * @param content valid JSON text without lone surrogates; kept exactly
 * @param metadata a JSON object as text; null keeps what is stored, or stores none for a new object
 * @param condition what must be stored before
 * @param references the keys that {@code content} refers to; none if it is of type {@code SERIALIZABLE}
 */
public record DocumentWrite(
        ObjectKey key,
        ObjectType type,
        String content,
        @Nullable String metadata,
        WriteCondition condition,
        Set<ObjectKey> references) {
    /** Takes over what it is given, and looks for the references of a container in its content. */
    public DocumentWrite(
            ObjectKey key, ObjectType type, String content, @Nullable String metadata, WriteCondition condition) {
        this(key, type, content, metadata, condition, type == ObjectType.CONTAINER ? References.in(content) : Set.of());
    }

    /** Names the key only: document content stays out of logs. */
    @Override
    public String toString() {
        return "write of " + key;
    }
}
