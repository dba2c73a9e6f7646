package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.DocumentWrite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Applies a conditional write to the stored document, or to none. */
final class ConditionalWrite {
    private ConditionalWrite() {}

    /** Returns whether the write takes place, given the stored document; throws if its condition requires an error. */
    static boolean takesPlace(DocumentWrite write, @Nullable StoredDocument stored) {
        ObjectKey key = write.key();
        switch (write.condition().kind()) {
            case NONE -> {}
            case IF_ABSENT -> {
                return stored == null;
            }
            case ABSENT -> {
                if (stored != null) {
                    throw new ObjectExistsException(key.className(), key.id());
                }
            }
            case PRESENT -> {
                if (stored == null) {
                    throw new ObjectNotFoundException(key.className(), key.id());
                }
            }
            case NEW_VERSION -> requireVersion(key, 0, stored);
            case VERSION -> requireVersion(key, write.condition().version(), stored);
        }
        return true;
    }

    /** Requires a version; that of an absent object is 0. */
    static void requireVersion(ObjectKey key, long expected, @Nullable StoredDocument stored) {
        long found = stored == null ? 0 : stored.version();
        if (found != expected) {
            throw new StaleVersionException(key.className(), key.id(), expected, found);
        }
    }

    /**
     * Returns the document after the write.
     *
     * @param floor the highest version that a deleted object of the class had
     */
    static StoredDocument next(DocumentWrite write, @Nullable StoredDocument stored, long floor, Instant now) {
        if (stored == null) {
            return new StoredDocument(
                    write.key(), write.type(), write.content(), write.metadata(), floor + 1, now, now);
        }
        // An update is later than the creation, which tells them apart.
        Instant updatedAt =
                now.isAfter(stored.createdAt()) ? now : stored.createdAt().plus(1, ChronoUnit.MICROS);
        String metadata = write.metadata() == null ? stored.metadata() : write.metadata();
        return new StoredDocument(
                write.key(),
                write.type(),
                write.content(),
                metadata,
                stored.version() + 1,
                stored.createdAt(),
                updatedAt);
    }
}
