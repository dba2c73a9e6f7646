package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The address of a store.
 *
 * @param kind kind of the store
 * @param path path of the SQLite file or of the directory, as the user wrote it
 * @param patience how long writing waits for other processes
 */
record StoreAddress(Kind kind, String path, Duration patience) {
    /** The default store. */
    static final String USUAL = "./app_data.db";

    private static final String READ_ONLY = "read_only";
    private static final String BUSY_TIMEOUT = "busy_timeout";

    /** The kinds of stores that have a path. */
    enum Kind {
        /** One file. */
        SQLITE("sqlite", "sqlite:", "database_path"),
        /** A directory with a file for each object. */
        FILES("filesystem", "file:", "path");

        private final String backend;
        private final String scheme;
        private final String option;

        Kind(String backend, String scheme, String option) {
            this.backend = backend;
            this.scheme = scheme;
            this.option = option;
        }
    }

    /** Reads {@code PATH}, {@code sqlite:PATH} or {@code file:DIR}. */
    static StoreAddress parse(String text, Duration patience) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.scheme)) {
                return new StoreAddress(kind, text.substring(kind.scheme.length()), patience);
            }
        }
        return new StoreAddress(Kind.SQLITE, text, patience);
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
        return openOrCreate();
    }

    /** As {@link #openExisting()}, with an option. */
    Storage openExisting(String option, String value) {
        requireExisting();
        return option.equals(READ_ONLY)
                ? open(Map.of(kind.option, path, option, value))
                : open(Map.of(kind.option, path, option, value, BUSY_TIMEOUT, patience.toMillis()));
    }

    /** Opens the store for reading and writing, and creates it if it does not exist. */
    Storage openOrCreate() {
        return open(Map.of(kind.option, path, BUSY_TIMEOUT, patience.toMillis()));
    }

    private void requireExisting() {
        try {
            if (!path.isEmpty() && !Files.exists(Path.of(path))) {
                throw CommandException.notThere("there is no store at " + path);
            }
        } catch (InvalidPathException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "'" + path + "' cannot be the path of a store", e);
        }
    }

    private Storage open(Map<String, ?> options) {
        return Storage.open(kind.backend, options);
    }

    @Override
    public String toString() {
        return path;
    }
}
