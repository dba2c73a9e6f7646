package io.sepia.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Detects whether the standard streams of the process are terminals, and their width. */
final class Terminal {
    static final int STANDARD_OUTPUT = 1;
    static final int STANDARD_ERROR = 2;

    private static final int USUAL_COLUMNS = 80;

    private Terminal() {}

    /** Returns whether a standard stream of this process is a terminal. */
    static boolean isTerminal(int fileDescriptor) {
        Path link = Path.of("/proc/self/fd/" + fileDescriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/")
                        || target.startsWith("/dev/tty")
                        || target.startsWith("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        return hasConsole();
    }

    /** Used where streams cannot be distinguished: returns whether all of them are terminals. */
    private static boolean hasConsole() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is always a console; this method returns whether it is a terminal.
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Returns the width of the terminal in columns, from {@code COLUMNS} or else from the terminal. */
    static int columns(Map<String, String> environment) {
        int given = number(environment.getOrDefault("COLUMNS", ""));
        if (given > 0) {
            return given;
        }
        File device = new File("/dev/tty");
        int asked = device.exists() ? askTerminal(device) : 0;
        return asked > 0 ? asked : USUAL_COLUMNS;
    }

    private static int askTerminal(File device) {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(device)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String[] size = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            boolean answered = process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0;
            return answered && size.length == 2 ? number(size[1]) : 0;
        } catch (IOException e) {
            return 0; // Without stty the default width is used.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }
}
