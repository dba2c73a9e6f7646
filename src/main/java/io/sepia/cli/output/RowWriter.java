package io.sepia.cli.output;

/**
 * Writes rows one by one. A value is a {@link Number}, {@link Json}, or text; other values are converted by
 * {@code toString}.
 */
public interface RowWriter extends AutoCloseable {
    /** Writes a row with a value for each column. */
    void row(Object... values);

    /** Completes the output without closing the underlying stream. */
    @Override
    void close();

    /** A value that is JSON text. */
    record Json(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
