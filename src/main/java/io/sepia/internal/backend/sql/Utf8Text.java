package io.sepia.internal.backend.sql;

import java.nio.charset.StandardCharsets;

/**
 * A text and its UTF-8 bytes, from which its checksum is computed.
 *
 * @param utf8 must not be modified
 */
public record Utf8Text(String text, byte[] utf8) {
    public static Utf8Text of(String text) {
        return new Utf8Text(text, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Utf8Text of(byte[] utf8) {
        return new Utf8Text(new String(utf8, StandardCharsets.UTF_8), utf8);
    }
}
