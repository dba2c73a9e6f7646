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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code schema}: prints the SQL that creates the tables, for other tools. */
@Command(name = "schema", description = "Print the SQL that creates the tables, for Flyway, Liquibase or manual use.")
final class SchemaCommand extends Subcommand {
    /** The databases for which there are migrations. */
    enum Database {
        SQLITE,
        H2,
        MARIADB,
        POSTGRESQL
    }

    @Parameters(paramLabel = "DATABASE", description = "Database: ${COMPLETION-CANDIDATES}.")
    private Database database = Database.SQLITE;

    @Option(names = "--step", paramLabel = "N", description = "Print only migration N; by default all.")
    private @Nullable Integer step;

    @Override
    public Integer call() {
        List<String> steps = steps();
        if (step == null) {
            for (int i = 0; i < steps.size(); i++) {
                // Liquibase's header may occur only once.
                sepia.console()
                        .out()
                        .print(
                                i == 0
                                        ? steps.get(0)
                                        : steps.get(i).substring(steps.get(i).indexOf('\n')));
            }
        } else if (step < 1 || step > steps.size()) {
            throw CommandException.badInput(
                    "there is no migration " + step + "; give a number from 1 to " + steps.size());
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
