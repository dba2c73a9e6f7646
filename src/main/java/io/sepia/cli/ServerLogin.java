package io.sepia.cli;

import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The user and the password of a database server. They are read from the environment, because other users of a machine
 * can read the arguments of commands.
 */
final class ServerLogin {
    private static final Pattern SECRET =
            Pattern.compile("[?&;](ssl)?password=|//[^/@]*:[^/@]*@", Pattern.CASE_INSENSITIVE);
    private static final List<String> USERS = List.of("SEPIA_USER", "PGUSER");
    private static final List<String> PASSWORDS = List.of("SEPIA_PASSWORD", "PGPASSWORD");
    private static final String FILE = "SEPIA_PASSWORD_FILE";

    private ServerLogin() {}

    /**
     * Returns the options for the login.
     *
     * @throws CommandException if the URL contains a password, or if the file of the password cannot be read
     */
    static Map<String, String> options(String url, UnaryOperator<String> environment) {
        if (SECRET.matcher(url).find()) {
            throw new CommandException(
                    ExitStatus.BAD_INPUT,
                    "the address contains a password, which other users can read in the list of processes. Put it into"
                            + " the environment variable SEPIA_PASSWORD or PGPASSWORD, or name its file in "
                            + FILE);
        }
        Map<String, String> options = new HashMap<>();
        put(options, "jdbc_user", USERS, environment);
        String file = environment.apply(FILE);
        if (file.isEmpty()) {
            put(options, "jdbc_password", PASSWORDS, environment);
        } else {
            options.put("jdbc_password", read(file));
        }
        return options;
    }

    private static void put(
            Map<String, String> options, String option, List<String> variables, UnaryOperator<String> environment) {
        variables.stream()
                .map(environment)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .ifPresent(each -> options.put(option, each));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new CommandException(
                    ExitStatus.BAD_INPUT,
                    "the file " + file + " of the password, named by " + FILE + ", cannot be read",
                    e);
        }
    }
}
