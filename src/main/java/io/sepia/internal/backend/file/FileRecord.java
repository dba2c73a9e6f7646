package io.sepia.internal.backend.file;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The journal's record of a document, with the data that its file does not contain.
 *
 * @param type whether it refers to other objects
 * @param form the form of its content in the file
 * @param file the name of the file in the directory of its class
 * @param fingerprint the fingerprint of the file that this describes; a different one means an external change
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
        @Nullable String metadata) {
    /** Returns the change that stored the document. */
    Change saved(ObjectKey key) {
        return Change.saved(key, version, createdAt, updatedAt);
    }

    /** Returns the fingerprint of a file: the CRC-32C and the length of its bytes. */
    static long fingerprint(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return fingerprint(crc, bytes.length);
    }

    static long fingerprint(CRC32C crc, long length) {
        return crc.getValue() << 32 | length & 0xFFFF_FFFFL;
    }
}
