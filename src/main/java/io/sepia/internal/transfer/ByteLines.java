package io.sepia.internal.transfer;

import io.sepia.error.DocumentFormatException;
import io.sepia.internal.json.DocumentText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of an export. No line takes more memory than {@link #LONGEST}. See decision 0201. */
final class ByteLines {
    /** Twice the longest document, as a string in a string, or what this process can hold. */
    static final int LONGEST = (int) Math.min(
            2L * DocumentText.MAX_LENGTH + (1 << 20), Runtime.getRuntime().maxMemory() / 8);

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int limit;
    private byte[] line = new byte[1 << 12];
    private int length;
    private long number;

    ByteLines(InputStream in) {
        this.in = in;
    }

    /** Returns the number of the current line. */
    long number() {
        return number;
    }

    /**
     * Reads the next line.
     *
     * @return whether there is one
     * @throws DocumentFormatException if it is too long; the next call reads the line after it
     */
    boolean read() throws IOException {
        long total = 0;
        length = 0;
        while (next < limit || fill()) {
            if (total == 0) {
                number++;
            }
            int end = next;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(end - next, total);
            total += end - next + 1L;
            next = end + 1;
            if (end < limit) {
                break;
            }
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (total > LONGEST) {
            throw bad("has more than " + LONGEST + " bytes, which is the longest line that this process reads. If the"
                    + " export is sound, give Java more memory");
        }
        return total > 0;
    }

    private void append(int count, long total) {
        if (total + count >= LONGEST) {
            return;
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(LONGEST, Math.max(length + count, line.length * 2L)));
        }
        System.arraycopy(buffer, next, line, length, count);
        length += count;
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        next = 0;
        limit = Math.max(0, count);
        return count > 0;
    }

    /** Returns whether the current line has a checksum. */
    boolean isSealed() {
        return ExportFormat.isSealed(line, length);
    }

    /**
     * @throws DocumentFormatException if the current line has no checksum although it is {@code required}, or a wrong
     *     one
     */
    void check(boolean required) {
        if (isSealed()) {
            if (!ExportFormat.matches(line, length)) {
                throw bad("does not match its checksum: it was changed after it was written");
            }
        } else if (required) {
            throw bad("has no checksum, unlike the first line: it was changed after it was written");
        }
    }

    /**
     * Returns the current line.
     *
     * @throws DocumentFormatException if it is not UTF-8
     */
    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("contains bytes that are not UTF-8");
        }
    }

    DocumentFormatException bad(String problem) {
        return ExportFormat.bad("line " + number, problem);
    }
}
