package io.sepia.cli;

import io.sepia.Storage;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the store is.
 *
 * @param path path of the SQLite file, as the user wrote it
 */
record StoreAddress(String path) {
    /** The store of whoever names none. */
    static final String USUAL = "./app_data.db";

    private static final String BACKEND = "sqlite";
    private static final String SCHEME = BACKEND + ":";

    /** Reads {@code PATH} or {@code sqlite:PATH}. */
    static StoreAddress parse(String text) {
        return new StoreAddress(text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text);
    }

    /**
     * Opens the store to read it; changes and creates nothing.
     *
     * @throws CommandException with status 1 if it is not there
     */
    Storage openToRead() {
        requireExisting();
        return open(Map.of("database_path", path, "read_only", true));
    }

    /**
     * Opens a store that must be there, to read and write it.
     *
     * @throws CommandException with status 1 if it is not there
     */
    Storage openExisting() {
        requireExisting();
        return openOrCreate();
    }

    /** As {@link #openExisting()}, with an option. */
    Storage openExisting(String option, String value) {
        requireExisting();
        return open(Map.of("database_path", path, option, value));
    }

    /** Opens the store to read and write it, and creates it if it is not there. */
    Storage openOrCreate() {
        return open(Map.of("database_path", path));
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

    private static Storage open(Map<String, ?> options) {
        return Storage.open(BACKEND, options);
    }

    @Override
    public String toString() {
        return path;
    }
}
