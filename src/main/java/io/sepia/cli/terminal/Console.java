package io.sepia.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command reads and writes: data to {@link #out}, everything for people to {@link #err}.
 *
 * <p>Not thread-safe, apart from {@link #interruption}.
 */
public final class Console {
    private final InputStream in;
    private final PrintWriter out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final Map<String, String> environment;
    private final Interruption interruption;

    /** Reads and writes the given streams. */
    public Console(
            InputStream in,
            OutputStream out,
            OutputStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            Map<String, String> environment,
            Interruption interruption) {
        this.in = in;
        this.out = new PrintWriter(new DataWriter(out, interruption), false);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.environment = environment;
        this.interruption = interruption;
    }

    /** The streams of this process. */
    public static Console ofProcess(Interruption interruption) {
        // A channel, because a thread that waits for its input can be woken up.
        InputStream in = Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
        return new Console(
                in,
                new FileOutputStream(FileDescriptor.out), // Not System.out, which hides that its reader is gone.
                System.err,
                Terminal.isTerminal(Terminal.STANDARD_OUTPUT),
                Terminal.isTerminal(Terminal.STANDARD_ERROR),
                System.getenv(),
                interruption);
    }

    /** Standard input. */
    public InputStream in() {
        return in;
    }

    /** Standard output, for data; UTF-8 and buffered. */
    public PrintWriter out() {
        return out;
    }

    /** Standard error, for people. */
    public PrintStream err() {
        return err;
    }

    /** {@link #err} as a writer. */
    public PrintWriter errWriter() {
        return new PrintWriter(err, true);
    }

    /** Tells whether people look at the data. */
    public boolean outIsTerminal() {
        return outIsTerminal;
    }

    /** Tells whether people look at the messages, so that progress may be shown. */
    public boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** Tells whether the data may be coloured: on a terminal, unless {@code NO_COLOR} is set to anything. */
    public boolean outIsColoured() {
        return outIsTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** The columns that a line of data may take: those of the terminal; no limit where there is none. */
    public int columns() {
        return outIsTerminal ? Terminal.columns(environment) : Integer.MAX_VALUE;
    }

    /** The columns that a line of progress may take. */
    int errColumns() {
        return Terminal.columns(environment);
    }

    /** The user's wish to stop. */
    public Interruption interruption() {
        return interruption;
    }
}
