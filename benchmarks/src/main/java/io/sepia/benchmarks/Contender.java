package io.sepia.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A program that keeps the features as an application would: it holds objects of classes of its own, and what it is
 * asked for is done with objects, not with JSON.
 */
interface Contender {
    /** The name in the report. */
    String name();

    /** Opens an empty store in an empty directory. Not measured. */
    Store open(Path directory, Durability durability) throws IOException, SQLException;

    /** How sure an acknowledged commit is to survive a loss of power. */
    enum Durability {
        /** Some of the last ones may be lost. */
        NORMAL,
        /** Not one may be lost. */
        FULL
    }

    /** What was loaded, in numbers that can only be had from the decoded object. */
    record Summary(String id, int browsers, int statements) {}

    /** A store. {@link #load} and {@link #save} are called by several threads concurrently. */
    interface Store extends AutoCloseable {
        /**
         * Makes the application's objects of the data: one for each feature, with references to its browsers. Not
         * measured. Called before each measurement that saves, so objects are always new ones.
         *
         * @param suffix what is appended to the ids of the features
         */
        void prepare(Dataset data, String suffix);

        /** Saves all prepared browsers and features, all of them new, in one transaction. */
        void importAll() throws SQLException;

        /**
         * Saves the prepared feature of this index in a transaction of its own, whether it is stored already or not.
         */
        void save(int index) throws SQLException;

        /**
         * Deletes the prepared feature of this index in a transaction of its own, and returns whether it was stored.
         */
        boolean delete(int index) throws SQLException;

        /** Loads the feature with this id, without the browsers that it refers to. */
        Summary load(String id) throws SQLException;

        @Override
        void close() throws SQLException;
    }
}
