package io.sepia.cli.input;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads JSON lines: a document on each line, except blank lines. */
final class LineReader implements DocumentReader {
    private final ByteInput in;
    private long line;

    /** Continues after {@code line} blank lines. */
    LineReader(ByteInput in, long line) {
        this.in = in;
        this.line = line;
    }

    @Override
    public @Nullable String next() throws IOException, BadDocumentException {
        while (in.collectLine()) {
            line++;
            String text = in.piece();
            if (!text.isEmpty()) {
                return text;
            }
        }
        return null;
    }

    @Override
    public String place() {
        return "line " + line;
    }
}
