package io.sepia.internal.backend.sql.condition;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encodes texts with unpaired surrogates, which a driver cannot bind as texts, to the bytes that the database uses for
 * them.
 */
public final class WholeCharacters {
    private WholeCharacters() {}

    public static boolean in(String text) {
        return text.codePoints().noneMatch(WholeCharacters::isHalf);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /**
     * Returns the UTF-8 bytes of {@code text}, with each unpaired surrogate encoded in three bytes like a character.
     */
    public static byte[] bytes(String text) {
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
