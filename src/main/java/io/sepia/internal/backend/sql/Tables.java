package io.sepia.internal.backend.sql;

import io.sepia.error.IncompatibleStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables of a store in a database that it shares with an application. */
public interface Tables {
    /** Returns whether the tables exist and are up to date. Throws as {@link #complete} does. */
    boolean areComplete(Connection connection) throws SQLException;

    /**
     * Applies the missing migrations in the connection's transaction, in which nothing was executed before. May fail if
     * another process does the same concurrently, which then has applied them.
     *
     * @throws IncompatibleStoreException if the tables are newer, changed, or belong to another application
     */
    void complete(Connection connection) throws SQLException;

    /**
     * Compares the tables with those that this version of the library needs, and changes nothing.
     *
     * @return one sentence for each difference, with the remedy
     */
    List<String> differences(Connection connection) throws SQLException;

    /** The remedy for tables that are missing or too old. */
    String REMEDY = "; open the store once with schema=CREATE, or apply the SQL that './sepia schema' prints.";

    static String wrongStep(int step, int newest) {
        return step < newest
                ? "The tables have reached step " + step + ", and step " + newest + " is needed" + REMEDY
                : "The tables have reached step " + step + ", and this version of the library knows steps 1 to "
                        + newest + "; use the version that made them, or a newer one.";
    }

    /** @throws IncompatibleStoreException if there are {@link #differences}; the message lists all of them */
    static void check(List<String> differences, String database) {
        if (!differences.isEmpty()) {
            throw new IncompatibleStoreException("The tables of the store in the database " + database
                    + " differ from those that this version of the library needs. They were left untouched.\n- "
                    + String.join("\n- ", differences));
        }
    }
}
