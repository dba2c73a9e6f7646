package io.sepia.cli;

import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code schema}: the SQL that makes the tables, for other tools to run. */
@Command(name = "schema", description = "Print the SQL that makes the tables, for Flyway, Liquibase or by hand.")
final class SchemaCommand implements Callable<Integer> {
    /** Databases that there are files for. */
    enum Database {
        SQLITE,
        H2
    }

    private final Sepia sepia;

    @Parameters(paramLabel = "DATABASE", description = "Database of the SQL: ${COMPLETION-CANDIDATES}.")
    private Database database = Database.SQLITE;

    @Option(names = "--step", paramLabel = "N", description = "Print this step only; all of them without it.")
    private @Nullable Integer step;

    SchemaCommand(Sepia sepia) {
        this.sepia = sepia;
    }

    @Override
    public Integer call() {
        List<String> steps = steps();
        if (step == null) {
            for (int i = 0; i < steps.size(); i++) {
                // The mark that begins a file stands once.
                sepia.console()
                        .out()
                        .print(
                                i == 0
                                        ? steps.get(0)
                                        : steps.get(i).substring(steps.get(i).indexOf('\n')));
            }
        } else if (step < 1 || step > steps.size()) {
            throw CommandException.badInput("there is no step " + step + "; give one from 1 to " + steps.size());
        } else {
            sepia.console().out().print(steps.get(step - 1));
        }
        return ExitStatus.DONE;
    }

    private List<String> steps() {
        List<String> steps = new ArrayList<>();
        for (String text = read(1); text != null; text = read(steps.size() + 1)) {
            steps.add(text);
        }
        return steps;
    }

    private @Nullable String read(int number) {
        String name = "/io/sepia/schema/" + database.name().toLowerCase(Locale.ROOT) + "/step-" + number + ".sql";
        try (InputStream file = SchemaCommand.class.getResourceAsStream(name)) {
            return file == null ? null : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
