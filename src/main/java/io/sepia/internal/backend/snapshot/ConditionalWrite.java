package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.DocumentWrite;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a write with a condition does to a document that is stored, or is not. */
final class ConditionalWrite {
    private ConditionalWrite() {}

    /** Whether the write takes place beside what is stored; throws if its condition says so. */
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

    /** An absent object counts as version 0. */
    static void requireVersion(ObjectKey key, long expected, @Nullable StoredDocument stored) {
        long found = stored == null ? 0 : stored.version();
        if (found != expected) {
            throw new StaleVersionException(key.className(), key.id(), expected, found);
        }
    }

    /** What is stored after the write. */
    static StoredDocument next(DocumentWrite write, @Nullable StoredDocument stored, Instant now) {
        if (stored == null) {
            return new StoredDocument(write.key(), write.type(), write.content(), write.metadata(), 1, now, now);
        }
        String metadata = write.metadata() == null ? stored.metadata() : write.metadata();
        return new StoredDocument(
                write.key(), write.type(), write.content(), metadata, stored.version() + 1, stored.createdAt(), now);
    }
}
