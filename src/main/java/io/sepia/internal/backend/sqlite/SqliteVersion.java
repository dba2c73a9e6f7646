package io.sepia.internal.backend.sqlite;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The release of SQLite in the driver. Releases before 3.51.3 can corrupt a file in WAL mode when two connections write
 * or make a checkpoint at the same time; 3.50.7 and 3.44.6 carry the fix, too. See sqlite.org/wal.html#walresetbug.
 */
final class SqliteVersion {
    private static final System.Logger LOG = System.getLogger(SqliteVersion.class.getName());
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private SqliteVersion() {}

    /**
     * Refuses a release that can corrupt files, and warns once of a release with a known vulnerability.
     *
     * @param database the database in messages
     */
    static void check(Connection connection, String database) throws SQLException {
        String release = String.valueOf(SqliteSettings.query(connection, "SELECT sqlite_version()"));
        check(release, database);
        if (Arrays.compare(numbers(release), numbers("3.53.2")) < 0 && WARNED.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "SQLite " + release + " on the class path has vulnerabilities in full-text search that 3.53.2"
                            + " fixes. " + remedy());
        }
    }

    /** Refuses {@code release}, such as {@code 3.50.3}, if it can corrupt files. */
    static void check(String release, String database) {
        int[] numbers = numbers(release);
        boolean isFixed = Arrays.compare(numbers, numbers("3.51.3")) >= 0
                || isPatchOf(numbers, numbers("3.50.7"))
                || isPatchOf(numbers, numbers("3.44.6"));
        if (!isFixed) {
            throw new IncompatibleStoreException("The SQLite driver on the class path contains SQLite " + release
                    + ", which can corrupt a file while several connections write to it (sqlite.org/wal.html,"
                    + " the WAL-reset bug); at least 3.51.3 is needed. The " + database + " was left untouched. "
                    + remedy());
        }
    }

    private static String remedy() {
        return "Use org.xerial:sqlite-jdbc 3.53.4.0 or newer; with Spring Boot, set the property sqlite-jdbc.version"
                + " in the pom, or ext['sqlite-jdbc.version'] in Gradle.";
    }

    private static boolean isPatchOf(int[] release, int[] fixed) {
        return release.length > 2 && release[0] == fixed[0] && release[1] == fixed[1] && release[2] >= fixed[2];
    }

    private static int[] numbers(String release) {
        return Arrays.stream(release.split("\\."))
                .mapToInt(SqliteVersion::number)
                .toArray();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
