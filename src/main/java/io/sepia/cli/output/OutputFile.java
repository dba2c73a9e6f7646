package io.sepia.cli.output;

import io.sepia.cli.terminal.CommandException;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * A text file that appears as a whole: it is written under a temporary name next to its target and renamed when it is
 * complete and on the disk. It is compressed by gzip if its name ends in {@code .gz}. A pipe or device is written
 * directly.
 */
public final class OutputFile implements AutoCloseable {
    private final Path target;
    private final Path written;
    private final FileOutputStream bytes;
    private final Writer writer;
    private boolean complete;

    private OutputFile(Path target, Path written) throws IOException {
        this.target = target;
        this.written = written;
        bytes = new FileOutputStream(written.toFile());
        boolean packed =
                target.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        OutputStream out = packed ? new GZIPOutputStream(bytes, 1 << 16) : bytes;
        writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    /** Begins to write {@code file}. An existing file is unchanged until {@link #complete}. */
    public static OutputFile begin(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw CommandException.badInput(file + " is a directory, not a file to write");
        }
        boolean exists = Files.exists(file);
        if (exists && !Files.isRegularFile(file)) {
            return new OutputFile(file, file);
        }
        Path target = exists ? file.toRealPath() : file.toAbsolutePath();
        Path name = target.resolveSibling("." + UUID.randomUUID() + ".part");
        return new OutputFile(target, name);
    }

    /** Writes a line. */
    public void line(String text) throws IOException {
        writer.write(text);
        writer.write('\n');
    }

    /** Moves the file to its target. */
    public void complete() throws IOException {
        writer.flush();
        if (!written.equals(target)) {
            writer.close();
            try (RandomAccessFile closed = new RandomAccessFile(written.toFile(), "rw")) {
                closed.getFD().sync();
            }
            rename();
        }
        complete = true;
    }

    private void rename() throws IOException {
        try {
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Closes the file, and deletes it if it is not complete. */
    @Override
    public void close() throws IOException {
        if (complete) {
            writer.close();
            return;
        }
        bytes.close();
        if (!written.equals(target)) {
            Files.deleteIfExists(written);
        }
    }
}
