package io.sepia.cli.input;

import io.sepia.cli.terminal.CommandException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The documents of an input, one after another, as the exact text that stands there. The first character decides: an
 * opening bracket begins one JSON array of documents, anything else the first of many lines with a document each. Holds
 * one document at a time.
 */
public interface DocumentReader {
    /**
     * The largest document, in bytes: no less than a store accepts. Bounds the memory that one endless line can take.
     */
    int LARGEST_DOCUMENT = 128 << 20;

    /**
     * The next document, or null at the end.
     *
     * @throws BadDocumentException if the text at this {@link #place} cannot be read; the next call goes on behind it,
     *     or returns null if there is no telling where the next document begins
     */
    @Nullable
    String next() throws IOException, BadDocumentException;

    /** Where the latest document stands, for people: {@code line 7}. */
    String place();

    /**
     * A reader of {@code in}, which stays the caller's to close. A byte order mark is skipped.
     *
     * @throws CommandException if the input is UTF-16, by its byte order mark
     */
    static DocumentReader of(InputStream in) throws IOException {
        ByteInput bytes = new ByteInput(in, LARGEST_DOCUMENT);
        if (bytes.skip(0xFE, 0xFF) || bytes.skip(0xFF, 0xFE)) {
            throw CommandException.badInput("the input is encoded in UTF-16. Convert it to UTF-8.");
        }
        bytes.skip(0xEF, 0xBB, 0xBF);
        long lines = 0;
        while (JsonText.isSpace(bytes.peek())) {
            lines += bytes.read() == '\n' ? 1 : 0;
        }
        if (bytes.peek() == '[') {
            bytes.read();
            return new ArrayReader(bytes);
        }
        return new LineReader(bytes, lines);
    }
}
