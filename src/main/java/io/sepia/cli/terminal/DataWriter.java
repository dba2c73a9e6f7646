package io.sepia.cli.terminal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output as UTF-8, whatever the locale. A failure is thrown as an unchecked exception and ends the command,
 * because a {@link java.io.PrintWriter} around this writer would hide an {@link IOException}.
 */
final class DataWriter extends Writer {
    private final Writer target;
    private final Interruption interruption;
    private boolean failed;

    DataWriter(OutputStream target, Interruption interruption) {
        this.target = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8), 1 << 16);
        this.interruption = interruption;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        interruption.check();
        run(() -> target.write(buffer, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) {
        interruption.check();
        run(() -> target.write(text, offset, length));
    }

    @Override
    public void flush() {
        run(target::flush);
    }

    @Override
    public void close() {
        flush();
    }

    private void run(Action action) {
        if (failed) {
            return; // The command is ending, and its further output has no reader.
        }
        try {
            action.run();
        } catch (IOException e) {
            failed = true;
            throw failure(e);
        }
    }

    private static RuntimeException failure(IOException e) {
        boolean readerLeft =
                String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
        return readerLeft
                ? new CommandException(ExitStatus.OUTPUT_CLOSED, "", e)
                : new UncheckedIOException("standard output cannot be written: " + e.getMessage(), e);
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
