package io.sepia;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Prints a line for each test class that took a second or more, and the stack trace and the end of the log for each
 * failed test. JUnit finds this class through {@code META-INF/services}; {@code logging.properties} writes the whole
 * log to files.
 */
public final class TestReport implements BeforeAllCallback, BeforeEachCallback, TestWatcher, AfterAllCallback {
    private static final int SHOWN_MILLIS = 1_000;
    /** Frames between a test and the launcher, which are the same in every trace. */
    private static final Pattern LAUNCHER =
            Pattern.compile("\\tat (org\\.junit\\.|java\\.base/|org\\.apache\\.maven\\.surefire\\.).*\\R");

    private long begin;
    private int tests;

    /** Keeps the last records of the running test. Thread-safe. */
    public static final class Recent extends Handler {
        private static final int CAPACITY = 200;

        private final Deque<LogRecord> records = new ArrayDeque<>();

        @Override
        public synchronized void publish(LogRecord event) {
            if (records.size() == CAPACITY) {
                records.removeFirst();
            }
            records.addLast(event);
        }

        synchronized List<LogRecord> drain() {
            List<LogRecord> drained = List.copyOf(records);
            records.clear();
            return drained;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isTopLevel(context)) {
            begin = System.nanoTime();
            tests = 0;
            drainLog();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        tests++;
        drainLog();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        print(
                context.getRequiredTestClass().getName() + "."
                        + context.getRequiredTestMethod().getName() + " " + context.getDisplayName(),
                cause);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        String name = context.getRequiredTestClass().getName();
        context.getExecutionException().ifPresent(cause -> print(name, cause));
        if (isTopLevel(context)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            if (millis >= SHOWN_MILLIS) {
                System.out.printf("%7.1f s %5d tests  %s%n", millis / 1e3, tests, name);
            }
        }
    }

    private static boolean isTopLevel(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() == null;
    }

    private static void print(String test, Throwable cause) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        writer.println("FAILED " + test);
        cause.printStackTrace(writer);
        SimpleFormatter formatter = new SimpleFormatter();
        drainLog().forEach(event -> writer.print(formatter.format(event)));
        System.out.print(LAUNCHER.matcher(text.toString()).replaceAll(""));
    }

    /** Returns the records since the last call; none if the console shows them, as in an IDE with other settings. */
    private static List<LogRecord> drainLog() {
        return Arrays.stream(Logger.getLogger("").getHandlers())
                .filter(Recent.class::isInstance)
                .flatMap(handler -> ((Recent) handler).drain().stream())
                .toList();
    }
}
