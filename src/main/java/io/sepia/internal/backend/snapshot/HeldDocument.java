package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import org.jspecify.annotations.Nullable;

/** A document of a snapshot, which may lie elsewhere until somebody wants it. Thread-safe. */
public interface HeldDocument {
    /** Its key. */
    ObjectKey key();

    /**
     * The document; null if it has gone from where it lay, which only others than the store can bring about.
     *
     * @throws io.sepia.error.DamagedDocumentException if it cannot be made of what lies there
     * @throws io.sepia.error.StorageBusyException if others have just replaced it
     */
    @Nullable
    StoredDocument document();

    /** A document in memory. */
    record Whole(StoredDocument document) implements HeldDocument {
        @Override
        public ObjectKey key() {
            return document.key();
        }
    }
}
