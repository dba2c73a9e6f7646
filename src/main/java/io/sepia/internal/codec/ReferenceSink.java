package io.sepia.internal.codec;

import io.sepia.document.ObjectKey;

/** Hears of the objects that an object refers to while it is being encoded, and gives each its key. */
public interface ReferenceSink {
    /**
     * Returns the key of {@code target}, assigning an id if it has none.
     *
     * @param target an object that is stored on its own
     * @param place where the reference stands in memory
     * @throws io.sepia.error.StorageException if it can have no key
     */
    ObjectKey refer(Object target, Place place);
}
