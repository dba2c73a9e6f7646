package io.sepia.cli.input;

import io.sepia.cli.terminal.CommandException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of an input one by one. JSON is read as its exact text: an opening bracket as the first character
 * begins one array of documents; otherwise each line contains a document. Only one document is in memory at a time.
 */
public interface DocumentReader {
    /**
     * The maximum size of a document in bytes, at least the limit of a store. Bounds the memory for a line without end.
     */
    int LARGEST_DOCUMENT = 128 << 20;

    /**
     * Returns the next document, or null at the end.
     *
     * @throws BadDocumentException if the text at this {@link #place} cannot be read; the next call continues after it,
     *     or returns null if the beginning of the next document is unknown
     */
    @Nullable
    String next() throws IOException, BadDocumentException;

    /** Returns the place of the latest document for messages, such as {@code line 7}. */
    String place();

    /**
     * Returns a reader of rows from {@code in}, which the caller must close. A byte order mark is skipped.
     *
     * @param format {@link InputFormat#CSV} or {@link InputFormat#TSV}
     * @param idProperty the column that contains the id
     * @param textOnly whether each value is a text, even if it is like another JSON value
     * @throws CommandException if the first line does not name the columns, each once, or is encoded in UTF-16
     */
    static DocumentReader ofRows(InputStream in, InputFormat format, String idProperty, boolean textOnly)
            throws IOException {
        return new RowReader(in, format, idProperty, textOnly);
    }

    /**
     * Returns a reader of JSON from {@code in}, which the caller must close. A byte order mark is skipped.
     *
     * @throws CommandException if the byte order mark is that of UTF-16
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
