package io.sepia.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A program that stores the features as an application would: it has classes of its own, and its operations take and
 * return objects, not JSON.
 */
interface Contender {
    /** The name in the report. */
    String name();

    /** Opens an empty store in an empty directory. Not measured. */
    Store open(Path directory, Durability durability) throws IOException, SQLException;

    /** Whether acknowledged commits survive a power failure. */
    enum Durability {
        /** The last ones may be lost. */
        NORMAL,
        /** None is lost. */
        FULL
    }

    /** Numbers that can only be read from the decoded object, as proof that it was loaded. */
    record Summary(String id, int browsers, int statements) {}

    /** A store. {@link #load} and {@link #save} are called by several threads concurrently. */
    interface Store extends AutoCloseable {
        /**
         * Creates the application's objects from the data: one for each feature, with references to its browsers. Not
         * measured. Called before each measurement that saves, so the objects are new each time.
         *
         * @param suffix appended to the ids of the features
         */
        void prepare(Dataset data, String suffix);

        /** Saves all prepared browsers and features, all of them new, in one transaction. */
        void importAll() throws SQLException;

        /**
         * Saves the prepared feature with this index in a transaction of its own, whether it is stored already or not.
         */
        void save(int index) throws SQLException;

        /**
         * Deletes the prepared feature with this index in a transaction of its own, and returns whether it was stored.
         */
        boolean delete(int index) throws SQLException;

        /** Loads the feature with this id, without the browsers to which it refers. */
        Summary load(String id) throws SQLException;

        @Override
        void close() throws SQLException;
    }
}
