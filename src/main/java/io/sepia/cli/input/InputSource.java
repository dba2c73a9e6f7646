package io.sepia.cli.input;

import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.Console;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file or standard input from which documents are read, decompressed if it is gzip. */
public final class InputSource implements AutoCloseable {
    /** The argument that means standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final int GZIP_FIRST = 0x1F;
    private static final int GZIP_SECOND = 0x8B;

    private final String name;
    private final long size;
    private final Counted counted;
    private final InputStream unpacked;

    private InputSource(String name, long size, Counted counted) throws IOException {
        this.name = name;
        this.size = size;
        this.counted = counted;
        this.unpacked = unpacked(counted);
    }

    /**
     * Opens the file called {@code name}, or standard input.
     *
     * @throws CommandException if the file does not exist or cannot be read
     */
    public static InputSource open(String name, Console console) {
        try {
            if (name.equals(STANDARD_INPUT)) {
                return new InputSource("standard input", -1, new Counted(console.in(), console.interruption(), true));
            }
            Path file = Path.of(name);
            if (Files.isDirectory(file)) {
                throw CommandException.badInput(name + " is a directory, not a file of documents");
            }
            long size = Files.isRegularFile(file) ? Files.size(file) : -1;
            InputStream in = Files.newInputStream(file);
            try {
                return new InputSource(name, size, new Counted(in, console.interruption(), false));
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "there is no file " + name, e);
        } catch (AccessDeniedException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, name + " may not be read", e);
        } catch (InvalidPathException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "'" + name + "' cannot be the name of a file", e);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** Returns the error for a failure while the input is read. */
    public static CommandException unreadable(String name, IOException e) {
        return new CommandException(
                ExitStatus.BAD_INPUT, name + " cannot be read to its end: " + String.valueOf(e.getMessage()), e);
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        boolean packed = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
        buffered.reset();
        return packed ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }

    /** Returns the name for messages. */
    public String name() {
        return name;
    }

    /** Returns the size of the input in bytes, before decompression; -1 if it is unknown. */
    public long size() {
        return size;
    }

    /** Returns how many bytes of {@link #size} were read. */
    public long position() {
        return counted.position;
    }

    /** Returns the decompressed bytes. */
    public InputStream stream() {
        return unpacked;
    }

    /** Closes a file; leaves standard input open. */
    @Override
    public void close() {
        try {
            if (!counted.standardInput) {
                unpacked.close();
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** Counts the bytes, and lets an interruption by the user end a wait for them. */
    private static final class Counted extends FilterInputStream {
        private final Interruption interruption;
        private final boolean standardInput;
        private long position;

        Counted(InputStream in, Interruption interruption, boolean standardInput) {
            super(in);
            this.interruption = interruption;
            this.standardInput = standardInput;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            interruption.beginWaiting();
            try {
                int count = in.read(target, offset, length);
                position += Math.max(0, count);
                return count;
            } catch (ClosedByInterruptException e) {
                throw interruption.stopped();
            } finally {
                interruption.endWaiting();
            }
        }

        /** Never 0, which would make {@link GZIPInputStream} ignore a second gzip member after the first. */
        @Override
        public int available() {
            return 1;
        }
    }
}
