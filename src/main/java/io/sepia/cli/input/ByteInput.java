package io.sepia.cli.input;

import io.sepia.cli.terminal.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A buffered input of bytes, which collects one piece of them at a time. */
final class ByteInput {
    static final int END = -1;

    private static final char REPLACEMENT = '\uFFFD';

    private final InputStream in;
    private final int longestPiece;
    private final byte[] buffer = new byte[1 << 16];
    private int next;
    private int limit;
    private byte[] piece = new byte[1 << 12];
    private long pieceLength;

    /** Reads {@code in}, in pieces of at most {@code longestPiece} bytes. */
    ByteInput(InputStream in, int longestPiece) {
        this.in = in;
        this.longestPiece = longestPiece;
    }

    /** Returns the next byte without consuming it, or {@link #END}. */
    int peek() throws IOException {
        return next < limit || fill() ? buffer[next] & 0xFF : END;
    }

    /** Consumes and returns the next byte, or returns {@link #END}. */
    int read() throws IOException {
        return next < limit || fill() ? buffer[next++] & 0xFF : END;
    }

    /** Consumes the bytes {@code expected} if they come next. May be called at the beginning of the input only. */
    boolean skip(int... expected) throws IOException {
        peek();
        while (limit - next < expected.length && limit < buffer.length) {
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                return false;
            }
            limit += count;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((buffer[next + i] & 0xFF) != expected[i]) {
                return false;
            }
        }
        next += expected.length;
        return true;
    }

    /** Collects the bytes before the next line feed, and consumes it. Returns false if the input has ended. */
    boolean collectLine() throws IOException {
        pieceLength = 0;
        if (peek() == END) {
            return false;
        }
        do {
            int start = next;
            while (next < limit && buffer[next] != '\n') {
                next++;
            }
            append(start, next);
            if (next < limit) {
                next++;
                return true;
            }
        } while (fill());
        return true;
    }

    /** Begins an empty piece. */
    void beginPiece() {
        pieceLength = 0;
    }

    /** Adds the next byte, which must exist, to the piece. */
    void collect() {
        append(next, next + 1);
        next++;
    }

    private void append(int start, int end) {
        int length = end - start;
        if (pieceLength + length <= longestPiece) {
            int needed = (int) pieceLength + length;
            if (needed > piece.length) {
                piece = Arrays.copyOf(piece, (int) Math.min(longestPiece, Math.max(needed, piece.length * 2L)));
            }
            System.arraycopy(buffer, start, piece, (int) pieceLength, length);
        }
        pieceLength += length;
    }

    /**
     * Returns the collected bytes as text, without white space around it.
     *
     * @throws BadDocumentException if they are not UTF-8, or too many
     */
    String piece() throws BadDocumentException {
        if (pieceLength > longestPiece) {
            throw new BadDocumentException("has " + Quantity.of(pieceLength) + " bytes; a document may have at most "
                    + Quantity.of(longestPiece));
        }
        int length = (int) pieceLength;
        String text = new String(piece, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            checkEncoding(length);
        }
        return JsonText.strip(text);
    }

    /** A replacement character in the text replaces bytes that are not UTF-8, or was in the input. */
    private void checkEncoding(int length) throws BadDocumentException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(piece, 0, length));
        } catch (CharacterCodingException e) {
            throw new BadDocumentException("is not encoded in UTF-8", e);
        }
    }

    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        next = 0;
        limit = Math.max(0, count);
        return count > 0;
    }
}
