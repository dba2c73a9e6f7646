package io.sepia.cli.output;

/**
 * Writes rows of data one by one. A value is a {@link Number}, text (anything else by its {@code toString}), or
 * {@link Json}.
 */
public interface RowWriter extends AutoCloseable {
    /** Writes a row that has a value for each column. */
    void row(Object... values);

    /** Ends the data, without closing what they are written to. */
    @Override
    void close();

    /** A value that is JSON already. */
    record Json(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
