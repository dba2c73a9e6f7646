package io.sepia.internal.backend.file;

import java.util.zip.CRC32C;

/** The fingerprint of a file in the journal, CRC-32C and length, by which external changes are detected. */
final class Fingerprint {
    private Fingerprint() {}

    static long of(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return of(crc, bytes.length);
    }

    static long of(CRC32C crc, long length) {
        return crc.getValue() << 32 | length & 0xFFFF_FFFFL;
    }
}
