package io.sepia.internal.backend.sql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Texts that a driver cannot bind, because they hold halves of characters, as the bytes that the database has for them.
 */
final class WholeCharacters {
    private WholeCharacters() {}

    /** Whether {@code text} holds no half of a character. */
    static boolean in(String text) {
        return text.codePoints().noneMatch(WholeCharacters::isHalf);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** UTF-8, with each half of a character in three bytes as if it were one. */
    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(each -> {
            if (isHalf(each)) {
                bytes.write(0xE0 | each >> 12);
                bytes.write(0x80 | each >> 6 & 0x3F);
                bytes.write(0x80 | each & 0x3F);
            } else {
                bytes.writeBytes(Character.toString(each).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }
}
