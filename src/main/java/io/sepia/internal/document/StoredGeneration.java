package io.sepia.internal.document;

import io.sepia.document.StoredDocument;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One generation of an object as a backend keeps it. Immutable.
 *
 * @param header number, version, times
 * @param content the JSON text, exactly as it was stored
 */
public record StoredGeneration(GenerationHeader header, String content) {
    /** Returns {@code document} as a generation. */
    public static StoredGeneration of(StoredDocument document, long number, @Nullable Instant deletedAt) {
        return new StoredGeneration(
                new GenerationHeader(
                        document.key(),
                        number,
                        document.type(),
                        document.metadata(),
                        document.version(),
                        document.updatedAt(),
                        deletedAt),
                document.content());
    }

    /** Returns its number. */
    public long number() {
        return header.number();
    }

    /**
     * Returns the object in the state of this generation. The time of its first save is unknown: both times are those
     * of the generation.
     */
    public StoredDocument document() {
        return new StoredDocument(
                header.key(),
                header.type(),
                content,
                header.metadata(),
                header.version(),
                header.createdAt(),
                header.createdAt());
    }

    /** Returns number and key only: document content stays out of logs. */
    @Override
    public String toString() {
        return header.toString();
    }
}
