package io.sepia.cli;

import io.sepia.cli.terminal.Console;
import io.sepia.cli.terminal.Interruption;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands in this process, on one store. */
final class Shell {
    private final Path store;
    private final Map<String, String> environment = new HashMap<>();
    private byte[] input = {};
    private boolean outIsTerminal;
    private boolean errIsTerminal;

    Shell(Path store) {
        this.store = store;
    }

    /** The result of a command. */
    record Run(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    Shell input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    Shell input(byte[] bytes) {
        input = bytes.clone();
        return this;
    }

    Shell onTerminal() {
        outIsTerminal = true;
        return this;
    }

    Shell withErrorsOnTerminal() {
        errIsTerminal = true;
        return this;
    }

    Shell environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path store() {
        return store;
    }

    /** Runs a command on the store. */
    Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--store", store.toString()));
        all.addAll(List.of(arguments));
        return runExactly(all.toArray(String[]::new));
    }

    /** Runs a command that names its own store. */
    Run runExactly(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input),
                out,
                err,
                outIsTerminal,
                errIsTerminal,
                environment,
                new Interruption());
        int status = Sepia.run(console, arguments);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
