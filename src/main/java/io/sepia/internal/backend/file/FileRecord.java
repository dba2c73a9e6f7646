package io.sepia.internal.backend.file;

import io.sepia.document.ObjectType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the journal knows of a document beyond what its file says.
 *
 * @param type whether it refers to other objects
 * @param form how its content stands in the file
 * @param file the name of the file in the directory of its class
 * @param fingerprint of the file that this describes; another one means that others have changed it
 * @param version of the document
 * @param createdAt to the microsecond
 * @param updatedAt to the microsecond
 * @param metadata a JSON object as text, or null
 */
record FileRecord(
        ObjectType type,
        Form form,
        String file,
        long fingerprint,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable String metadata) {}
