package io.sepia.internal.backend.sql;

import io.sepia.error.IncompatibleStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables of a store in a database that it shares with an application. */
public interface Tables {
    /** Whether they are there and complete. Errors as {@link #complete}. */
    boolean areComplete(Connection connection) throws SQLException;

    /**
     * Makes what is missing, in the connection's transaction, in which nothing has happened yet. May fail when another
     * does the same at that moment, who then has done it.
     *
     * @throws IncompatibleStoreException if the tables are newer, changed, or another application's
     */
    void complete(Connection connection) throws SQLException;

    /**
     * Looks whether they are as this version of the library needs them, and changes nothing.
     *
     * @return a sentence for each thing that is wrong, with the remedy
     */
    List<String> differences(Connection connection) throws SQLException;

    /** What mends tables that are missing or too old. */
    String REMEDY = "; open the store once with schema=CREATE, or apply the SQL that './sepia schema' prints.";

    /** The sentence about tables that have come to another step than the newest. */
    static String wrongStep(int step, int newest) {
        return step < newest
                ? "The tables have reached step " + step + ", and step " + newest + " is needed" + REMEDY
                : "The tables have reached step " + step + ", and this version of the library knows steps 1 to "
                        + newest + "; use the version that made them, or a newer one.";
    }

    /**
     * Refuses tables that are not as they should be.
     *
     * @param differences as {@link #differences} found them
     * @param database the database that they are in, for the message
     * @throws IncompatibleStoreException if there are any; the message has all of them
     */
    static void check(List<String> differences, String database) {
        if (!differences.isEmpty()) {
            throw new IncompatibleStoreException("The tables of the store in the database " + database
                    + " are not as they should be. They were left untouched.\n- " + String.join("\n- ", differences));
        }
    }
}
