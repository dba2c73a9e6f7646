package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.json.References;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document to be written.
 *
 * @param key class name and id
 * @param type whether the document refers to other objects
 * @param content valid JSON text without lone surrogates; stored exactly
 * @param metadata a JSON object as text; null keeps the stored metadata, or stores none for a new object
 * @param condition the condition under which the write takes place
 * @param references the keys that {@code content} refers to; empty for type {@code SERIALIZABLE}
 */
public record DocumentWrite(
        ObjectKey key,
        ObjectType type,
        String content,
        @Nullable String metadata,
        WriteCondition condition,
        Set<ObjectKey> references) {
    /** Creates a write and finds the references of a container in its content. */
    public DocumentWrite(
            ObjectKey key, ObjectType type, String content, @Nullable String metadata, WriteCondition condition) {
        this(key, type, content, metadata, condition, type == ObjectType.CONTAINER ? References.in(content) : Set.of());
    }

    /** Names the key only, so that document content stays out of logs. */
    @Override
    public String toString() {
        return "write of " + key;
    }
}
