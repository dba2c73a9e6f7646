package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.ClassDigest;
import io.sepia.internal.json.JsonParts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A document of a snapshot, which may be read from elsewhere on demand. Thread-safe. */
public interface HeldDocument {
    /** Returns the key. */
    ObjectKey key();

    /**
     * Returns the document, or null if it was removed from its place by another program.
     *
     * @throws io.sepia.error.DamagedDocumentException if the data there is not a valid document
     * @throws io.sepia.error.StorageBusyException if another program has just replaced it
     */
    @Nullable
    StoredDocument document();

    /**
     * Returns the same document for lists, which do not fail because of one that cannot be read: its content is not
     * JSON then, and names the objects that it is known to refer to.
     */
    default @Nullable StoredDocument listed() {
        return document();
    }

    /** Returns the same document to be replaced or deleted; one that cannot be read is a JSON string with its text. */
    default @Nullable StoredDocument replaced() {
        try {
            return document();
        } catch (DamagedDocumentException e) {
            StoredDocument damaged = listed();
            return damaged == null
                    ? null
                    : new StoredDocument(
                            damaged.key(),
                            damaged.type(),
                            JsonParts.quoted(damaged.content()),
                            damaged.metadata(),
                            damaged.version(),
                            damaged.createdAt(),
                            damaged.updatedAt());
        }
    }

    /** Returns whether other programs can change the document. */
    default boolean isChangeable() {
        return false;
    }

    /** Returns a number that is another one after each change of the document; 0 if there is none. */
    default long stamp() {
        StoredDocument document = document();
        return document == null ? 0 : stamp(document);
    }

    /** Returns the same number; 0 if the next change comes so soon that it might leave the same one. */
    default long settledStamp() {
        return stamp();
    }

    /** Returns the number for a document that has been read. */
    static long stamp(StoredDocument document) {
        Instant updated = document.updatedAt();
        return ClassDigest.stamp(
                document.version(),
                updated.getEpochSecond(),
                updated.getNano(),
                document.content().hashCode());
    }

    /** A document in memory. */
    record Whole(StoredDocument document) implements HeldDocument {
        @Override
        public ObjectKey key() {
            return document.key();
        }
    }
}
