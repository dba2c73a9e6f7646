package io.sepia.cli.input;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of one JSON array, each exactly as it is written. Recognises only brackets and strings; whether an
 * element is valid JSON is checked later. See decision 0082 for the reason not to split the array by Jackson's parser.
 */
final class ArrayReader implements DocumentReader {
    private final ByteInput in;
    private long element;
    private boolean closed;
    private boolean ended;

    /** Continues after the opening bracket. */
    ArrayReader(ByteInput in) {
        this.in = in;
    }

    @Override
    public @Nullable String next() throws IOException, BadDocumentException {
        if (closed && !ended) {
            checkRest();
        }
        if (ended) {
            return null;
        }
        int terminator = collectElement();
        closed = terminator == ']';
        ended = terminator == ByteInput.END;
        boolean first = element++ == 0;
        String text = in.piece();
        if (ended) {
            throw new BadDocumentException("is truncated: the input ends inside its array");
        }
        if (!text.isEmpty()) {
            return text;
        }
        if (closed && first) {
            return next(); // An empty array.
        }
        throw new BadDocumentException("is missing: there is nothing before the " + (closed ? "bracket" : "comma"));
    }

    /** Collects bytes up to the comma or bracket that ends the element, and returns that byte. */
    private int collectElement() throws IOException {
        in.beginPiece();
        int depth = 0;
        while (true) {
            int c = in.peek();
            if (c == ByteInput.END) {
                return c;
            }
            if (depth == 0 && (c == ',' || c == ']')) {
                return in.read();
            }
            if (c == '"') {
                collectString();
                continue;
            }
            depth = Math.max(0, depth + (c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0));
            in.collect();
        }
    }

    private void collectString() throws IOException {
        in.collect();
        for (int c = in.peek(); c != ByteInput.END; c = in.peek()) {
            in.collect();
            if (c == '"') {
                return;
            }
            if (c == '\\' && in.peek() != ByteInput.END) {
                in.collect();
            }
        }
    }

    private void checkRest() throws IOException, BadDocumentException {
        ended = true;
        while (JsonText.isSpace(in.peek())) {
            in.read();
        }
        if (in.peek() != ByteInput.END) {
            element++;
            throw new BadDocumentException("follows the end of the array");
        }
    }

    @Override
    public String place() {
        return "element " + element;
    }
}
