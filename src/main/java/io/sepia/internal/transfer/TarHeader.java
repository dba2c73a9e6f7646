package io.sepia.internal.transfer;

import io.sepia.error.DocumentFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * The header of a regular file in a tar archive, in the form of POSIX (ustar). Sizes that do not fit into its digits
 * are binary, as GNU tar writes them. Other kinds of entries are refused.
 */
record TarHeader(String name, long size, char type) {
    static final char FILE = '0';

    static final int BLOCK = 512;

    private static final int SIZE = 124;
    private static final int MTIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final long LARGEST_OCTAL = 0_77_777_777_777L;

    TarHeader(String name, long size) {
        this(name, size, FILE);
    }

    /** Returns the size of contents with their padding. */
    static long padded(long size) {
        return Math.addExact(size, BLOCK - 1) / BLOCK * BLOCK;
    }

    byte[] bytes(Instant modified) {
        byte[] header = new byte[BLOCK];
        text(header, 0, name);
        text(header, 100, "0000644");
        text(header, 108, "0000000");
        text(header, 116, "0000000");
        if (size <= LARGEST_OCTAL) {
            text(header, SIZE, "%011o".formatted(size));
        } else {
            header[SIZE] = (byte) 0x80;
            for (int i = 0; i < Long.BYTES; i++) {
                header[SIZE + 11 - i] = (byte) (size >>> Byte.SIZE * i);
            }
        }
        text(header, MTIME, "%011o".formatted(Math.max(0, modified.getEpochSecond())));
        header[TYPE] = '0';
        text(header, MAGIC, "ustar\00000");
        text(header, CHECKSUM, "%06o\0 ".formatted(checksum(header)));
        return header;
    }

    private static void text(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** The checksum counts its own field as blanks. */
    private static int checksum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    /** Returns whether a block is the end of an archive. */
    static boolean isEnd(byte[] block) {
        return Arrays.equals(block, new byte[BLOCK]);
    }

    /**
     * Parses a header.
     *
     * @param archive the archive in messages
     * @throws DocumentFormatException if it is not the header of a regular file
     */
    static TarHeader parse(byte[] block, String archive) {
        TarHeader header = parseAny(block, archive);
        if (header.type() != FILE) {
            throw new DocumentFormatException(
                    archive + " contains an entry that is not a regular file, and is not a backup of a store.");
        }
        return header;
    }

    /**
     * Parses the header of an entry of any type; that of a regular file may also be 0.
     *
     * @param archive the archive in messages
     * @throws DocumentFormatException if it is not a header
     */
    static TarHeader parseAny(byte[] block, String archive) {
        if (!text(block, MAGIC, 5).equals("ustar") || octal(block, CHECKSUM, 8, archive) != checksum(block)) {
            throw new DocumentFormatException(archive + " is damaged, or not a tar archive: a header is invalid.");
        }
        String prefix = text(block, PREFIX, 155);
        String name = text(block, 0, 100);
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name,
                (block[SIZE] & 0x80) == 0 ? octal(block, SIZE, 12, archive) : binary(block),
                (char) (block[TYPE] & 0xff));
    }

    private static long binary(byte[] block) {
        long size = 0;
        for (int i = SIZE + 4; i < SIZE + 12; i++) {
            size = size << Byte.SIZE | block[i] & 0xff;
        }
        return size;
    }

    private static String text(byte[] block, int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] block, int at, int length, String archive) {
        try {
            return Long.parseUnsignedLong(text(block, at, length).strip(), 8);
        } catch (NumberFormatException e) {
            throw new DocumentFormatException(archive + " is damaged: a number in a header is invalid.", e);
        }
    }
}
