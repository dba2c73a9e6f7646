package io.sepia.internal.backend.sql;

import io.sepia.error.DamagedDocumentException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text and its UTF-8 bytes, from which its checksum is computed.
 *
 * @param utf8 must not be modified
 */
public record Utf8Text(String text, byte[] utf8) {
    /** @throws DamagedDocumentException for null: every sound row has a text */
    public static Utf8Text of(@Nullable String text) {
        if (text == null) {
            throw missing();
        }
        return new Utf8Text(text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws DamagedDocumentException for null: every sound row has a text */
    public static Utf8Text of(byte @Nullable [] utf8) {
        if (utf8 == null) {
            throw missing();
        }
        return new Utf8Text(new String(utf8, StandardCharsets.UTF_8), utf8);
    }

    private static DamagedDocumentException missing() {
        return new DamagedDocumentException("A row lacks a text that every row has. Restore it from a backup.");
    }
}
