package io.sepia.internal.backend.sql;

import java.nio.charset.StandardCharsets;

/**
 * Text together with the bytes that its checksum is made of.
 *
 * @param utf8 not to be changed
 */
public record Utf8Text(String text, byte[] utf8) {
    public static Utf8Text of(String text) {
        return new Utf8Text(text, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Utf8Text of(byte[] utf8) {
        return new Utf8Text(new String(utf8, StandardCharsets.UTF_8), utf8);
    }
}
