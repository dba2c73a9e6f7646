package io.sepia.model;

import io.sepia.document.ObjectKey;
import java.util.Optional;

/** Loads the target of a {@link Ref} when it is asked for. Implemented by the store that loaded the reference. */
@FunctionalInterface
public interface ReferenceResolver {
    /**
     * Loads the object of {@code key}, or returns empty when it is not stored.
     *
     * @param type what the object must be an instance of
     * @throws io.sepia.error.StorageException if it cannot be loaded or is no {@code type}
     */
    <T> Optional<T> resolve(ObjectKey key, Class<T> type);
}
