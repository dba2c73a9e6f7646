package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The address of a store.
 *
 * @param kind kind of the store
 * @param path path of the SQLite file or of the directory, or JDBC URL of a server, as the user wrote it
 * @param patience how long writing waits for other processes
 * @param login the options for the user and the password of a server
 */
record StoreAddress(Kind kind, String path, Duration patience, Map<String, String> login) {
    /** The default store. */
    static final String USUAL = "./app_data.db";

    private static final String READ_ONLY = "read_only";
    private static final String BUSY_TIMEOUT = "busy_timeout";

    private static final String SCHEMA = "schema";

    /** The kinds of stores. */
    enum Kind {
        /** One file. */
        SQLITE("sqlite", "sqlite:", "database_path"),
        /** A directory with a file for each object. */
        FILES("filesystem", "file:", "path"),
        /** Tables in a database server. */
        SERVER("jpa", "jdbc:", "jdbc_url");

        private final String backend;
        private final String scheme;
        private final String option;

        Kind(String backend, String scheme, String option) {
            this.backend = backend;
            this.scheme = scheme;
            this.option = option;
        }
    }

    /**
     * Reads {@code PATH}, {@code sqlite:PATH}, {@code file:DIR} or {@code jdbc:URL}.
     *
     * @param environment returns the value of an environment variable, or an empty text
     */
    static StoreAddress parse(String text, Duration patience, UnaryOperator<String> environment) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.scheme)) {
                return kind == Kind.SERVER
                        ? new StoreAddress(kind, text, patience, ServerLogin.options(text, environment))
                        : new StoreAddress(kind, text.substring(kind.scheme.length()), patience, Map.of());
            }
        }
        return new StoreAddress(Kind.SQLITE, text, patience, Map.of());
    }

    /**
     * Opens the store for reading; changes and creates nothing.
     *
     * @throws CommandException with status 1 if it does not exist
     */
    Storage openToRead() {
        return openExisting(READ_ONLY, "true");
    }

    /**
     * Opens an existing store for reading and writing.
     *
     * @throws CommandException with status 1 if it does not exist
     */
    Storage openExisting() {
        requireExisting();
        return kind == Kind.SERVER ? open(Map.of(SCHEMA, "VALIDATE")) : openOrCreate();
    }

    /** As {@link #openExisting()}, with an option. */
    Storage openExisting(String option, String value) {
        requireExisting();
        Map<String, Object> options = new HashMap<>();
        if (kind == Kind.SERVER) {
            options.put(SCHEMA, "VALIDATE");
        } else if (!option.equals(READ_ONLY)) {
            options.put(BUSY_TIMEOUT, patience.toMillis());
        }
        if (kind != Kind.SERVER || !option.equals(READ_ONLY)) {
            options.put(option, value);
        }
        return open(options);
    }

    /** Opens the store for reading and writing, and creates it if it does not exist. */
    Storage openOrCreate() {
        return open(kind == Kind.SERVER ? Map.of() : Map.of(BUSY_TIMEOUT, patience.toMillis()));
    }

    private void requireExisting() {
        try {
            if (kind != Kind.SERVER && !path.isEmpty() && !Files.exists(Path.of(path))) {
                throw CommandException.notThere("there is no store at " + path);
            }
        } catch (InvalidPathException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "'" + path + "' cannot be the path of a store", e);
        }
    }

    private Storage open(Map<String, ?> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.putAll(login);
        all.put(kind.option, path);
        return Storage.open(kind.backend, all);
    }

    @Override
    public String toString() {
        return path;
    }
}
