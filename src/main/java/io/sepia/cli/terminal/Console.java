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
 * The streams of a command. Data is written to {@link #out}, messages and progress to {@link #err}.
 *
 * <p>Not thread-safe, except for {@link #interruption}.
 *
 * @param in standard input
 * @param out standard output, for data; UTF-8 and buffered
 * @param err standard error, for messages and progress
 * @param errIsTerminal whether progress may be shown
 * @param interruption the interruption of the running command
 */
public record Console(
        InputStream in,
        PrintWriter out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment,
        Interruption interruption) {
    /** Creates a console on the given streams. */
    public Console(
            InputStream in,
            OutputStream out,
            OutputStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            Map<String, String> environment,
            Interruption interruption) {
        this(
                in,
                new PrintWriter(new DataWriter(out, interruption), false),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                outIsTerminal,
                errIsTerminal,
                environment,
                interruption);
    }

    /** Returns the streams of this process. */
    public static Console ofProcess(Interruption interruption) {
        // A channel, because a thread that waits for input on it can be interrupted.
        InputStream in = Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
        return new Console(
                in,
                new FileOutputStream(FileDescriptor.out), // Not System.out, which hides that its reader has closed it.
                System.err,
                Terminal.isTerminal(Terminal.STANDARD_OUTPUT),
                Terminal.isTerminal(Terminal.STANDARD_ERROR),
                System.getenv(),
                interruption);
    }

    /** Returns whether output may be coloured: on a terminal, unless {@code NO_COLOR} is set to anything. */
    public boolean outIsColoured() {
        return outIsTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Returns the maximum width of a line of data in columns: that of the terminal, otherwise unlimited. */
    public int columns() {
        return outIsTerminal ? Terminal.columns(environment) : Integer.MAX_VALUE;
    }

    /** Returns the maximum width of a line of progress in columns. */
    int errColumns() {
        return Terminal.columns(environment);
    }
}
