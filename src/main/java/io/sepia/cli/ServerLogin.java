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
    private static final String USER = "SEPIA_USER";
    private static final String PASSWORD = "SEPIA_PASSWORD";
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
                            + " the environment variable " + PASSWORD + ", or name its file in " + FILE);
        }
        Map<String, String> options = new HashMap<>();
        put(options, "jdbc_user", users(url), environment);
        String file = environment.apply(FILE);
        if (file.isEmpty()) {
            put(options, "jdbc_password", passwords(url), environment);
        } else {
            options.put("jdbc_password", read(file));
        }
        return options;
    }

    /** Returns the variables for the user, those of the database's own programs included. */
    private static List<String> users(String url) {
        return url.startsWith("jdbc:postgresql:") ? List.of(USER, "PGUSER") : List.of(USER);
    }

    private static List<String> passwords(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return List.of(PASSWORD, "PGPASSWORD");
        }
        return url.startsWith("jdbc:mariadb:") ? List.of(PASSWORD, "MYSQL_PWD") : List.of(PASSWORD);
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
