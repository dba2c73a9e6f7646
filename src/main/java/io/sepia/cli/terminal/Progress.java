package io.sepia.cli.terminal;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of a long operation. */
public interface Progress extends AutoCloseable {
    /** Shows only the lines that are printed. */
    static Progress none(PrintStream err) {
        return new Progress() {
            @Override
            public void at(long position) {}

            @Override
            public void say(String line) {
                err.println(line);
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Shows a bar on standard error if this is a terminal and a bar is {@code wanted}; otherwise shows nothing.
     *
     * @param total the final value of {@link #at}; -1 if it is unknown
     */
    static Progress start(Console console, boolean wanted, String task, Unit unit, long total) {
        return wanted && console.errIsTerminal() ? new Bar(console, task, unit, total) : none(console.err());
    }

    /** Sets the current position. */
    void at(long position);

    /** Prints a line on standard error that the bar does not overwrite. */
    void say(String line);

    /** Removes the bar. */
    @Override
    void close();

    /** The unit of progress. */
    enum Unit {
        /** Bytes, shown in MB. */
        BYTES(" MB", 1_000_000),
        /** Documents. */
        DOCUMENTS(" documents", 1);

        private final String text;
        private final long size;

        Unit(String text, long size) {
            this.text = text;
            this.size = size;
        }
    }

    /** A bar that is redrawn by its own thread. */
    final class Bar implements Progress {
        private static final String CLEARED_LINE = "\r\u001B[K";
        private static final int WIDEST = 100;

        private final PrintStream err;
        private final ProgressBar bar;

        private Bar(Console console, String task, Unit unit, long total) {
            err = console.err();
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(unit.text, unit.size)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .setConsumer(new VanishingLine(err, Math.min(console.errColumns(), WIDEST) - 1))
                    .build();
        }

        @Override
        public void at(long position) {
            bar.stepTo(position);
        }

        @Override
        public void say(String line) {
            bar.pause();
            err.println(CLEARED_LINE + line);
            bar.resume();
        }

        @Override
        public void close() {
            bar.close();
            err.print(CLEARED_LINE);
            err.flush();
        }
    }

    /** A line that is cleared when the bar is closed, because the bar itself does not always clear it. */
    final class VanishingLine extends ConsoleProgressBarConsumer {
        private VanishingLine(PrintStream err, int columns) {
            super(err, columns);
        }

        @Override
        public void close() {}
    }
}
