package io.sepia.internal.codec;

import io.sepia.document.ObjectKey;

/** Receives the objects that an object refers to while it is encoded, and supplies their keys. */
public interface ReferenceSink {
    /**
     * Returns the key of {@code target}, assigning an id if it has none.
     *
     * @param target an object that is stored on its own
     * @param place the place of the reference in memory
     * @throws io.sepia.error.StorageException if the object cannot have a key
     */
    ObjectKey refer(Object target, Place place);
}
