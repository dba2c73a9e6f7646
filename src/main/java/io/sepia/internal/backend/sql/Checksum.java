package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of a row, a single integer. Its low 32 bits are the CRC-32C of class name, id and content, each as
 * UTF-8, the first two followed by a zero byte; so a row under a wrong key is detected as damage too. The 31 bits above
 * them are the CRC-32C of the metadata without its lowest bit, or 0 if there is no metadata. See decision 0003.
 *
 * <p>The halves are separate because a write without metadata keeps the stored metadata. SQL then carries its half
 * over: {@code old / 4294967296 * 4294967296}.
 */
public final class Checksum {
    /** The factor between the halves. SQL divides by it to cut off the lower half. */
    public static final long HALF = 1L << 32;

    private static final int SHORT_TEXT = 1 << 16;

    private Checksum() {}

    public static long of(ObjectKey key, String content, @Nullable String metadata) {
        CRC32C crc = of(key);
        update(crc, content);
        return crc.getValue() + ofMetadata(metadata);
    }

    /**
     * Returns whether {@code stored} is the checksum of this row. Metadata is ignored if the checksum does not cover
     * it.
     */
    static boolean matches(long stored, ObjectKey key, Utf8Text content, @Nullable String metadata) {
        CRC32C crc = of(key);
        crc.update(content.utf8());
        boolean sealedMetadata = stored / HALF != 0;
        return stored == crc.getValue() + ofMetadata(sealedMetadata ? metadata : null);
    }

    /** Returns whether {@code stored} is the checksum of a row with this key and content, whatever its metadata. */
    static boolean matchesContent(long stored, ObjectKey key, Utf8Text content) {
        CRC32C crc = of(key);
        crc.update(content.utf8());
        return Math.floorMod(stored, HALF) == crc.getValue();
    }

    private static CRC32C of(ObjectKey key) {
        CRC32C crc = new CRC32C();
        update(crc, key.className());
        crc.update(0);
        update(crc, key.id());
        crc.update(0);
        return crc;
    }

    private static long ofMetadata(@Nullable String metadata) {
        if (metadata == null) {
            return 0;
        }
        CRC32C crc = new CRC32C();
        update(crc, metadata);
        return Math.max(1, crc.getValue() >>> 1) * HALF;
    }

    private static void update(CRC32C crc, String text) {
        // Encodes long text in slices, cut between characters, to avoid a second copy of the whole text.
        int from = 0;
        while (text.length() - from > SHORT_TEXT) {
            int to = from + SHORT_TEXT;
            if (Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            crc.update(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
            from = to;
        }
        crc.update((from == 0 ? text : text.substring(from)).getBytes(StandardCharsets.UTF_8));
    }
}
