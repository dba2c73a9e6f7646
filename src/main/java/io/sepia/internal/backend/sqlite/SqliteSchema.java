package io.sepia.internal.backend.sqlite;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sql.Tables;
import io.sepia.internal.backend.sqlite.connection.FileTables;
import io.sepia.internal.backend.sqlite.connection.SqliteConnection;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of a SQLite store. The {@code application_id} of the file identifies it as a store, and its
 * {@code user_version} is the number of the latest migration; both are written in the transaction of the migration. See
 * decision 0018.
 */
public final class SqliteSchema implements FileTables {
    /** The letters SEPI. */
    public static final int APPLICATION_ID = 0x53455049;

    /** The migration that creates the last column which reading needs. */
    private static final int OLDEST_READABLE = 10;

    private static final List<SchemaStep> STEPS = SqliteDatabase.INSTANCE.schema();
    /** Triggers that a store may have but need not, by their names in the schema. */
    private static final Map<String, String> OPTIONAL = optional();

    private static final Map<Integer, Map<String, String>> EXPECTED = new ConcurrentHashMap<>();

    /** The tables of a file that contains nothing else when they are created. */
    public static final SqliteSchema IN_FILE = new SqliteSchema(false);

    /** The tables of a file that may contain the tables of an application. */
    public static final SqliteSchema IN_SHARED_FILE = new SqliteSchema(true);

    private final boolean shared;

    /** The marks of a database, the definitions of its objects by type and name, and the tables of its triggers. */
    private record Contents(int application, int step, Map<String, String> objects, Map<String, String> triggers) {}

    private SqliteSchema(boolean shared) {
        this.shared = shared;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IncompatibleStoreException if the file belongs to another application, is newer, has another encoding
     *     than UTF-8, has other definitions under the names of the store's tables or unknown triggers on them, or the
     *     driver contains a release of SQLite that can corrupt it
     */
    @Override
    public int check(Connection connection, String file) throws SQLException {
        if (shared) {
            return checkShared(connection, file);
        }
        checkDriverAndEncoding(connection, "file " + file);
        Contents found = read(connection);
        if (found.objects().isEmpty() && found.application() == 0 && found.step() == 0) {
            return 0;
        }
        if (found.application() != APPLICATION_ID) {
            throw new IncompatibleStoreException("The file " + file + " is a database of another application"
                    + " (application_id " + found.application() + ", expected " + APPLICATION_ID
                    + "). It was left untouched; choose another path. To keep documents beside the tables of your"
                    + " application, open it as a persistence unit: with sepia.database_path, or with Storage.of.");
        }
        verify(found, "file " + file);
        return found.step();
    }

    private static void verify(Contents found, String database) throws SQLException {
        int step = found.step();
        if (step < 1 || step > STEPS.size()) {
            throw new IncompatibleStoreException("The " + database + " is at migration " + step
                    + "; this version of the library knows migrations 1 to " + STEPS.size()
                    + ". It was left untouched; open it with the version that wrote it, or a newer one.");
        }
        List<String> wrong = wrong(step, found);
        if (!wrong.isEmpty()) {
            throw new IncompatibleStoreException(
                    "In the " + database + " " + wrong.get(0) + ". It was left untouched.");
        }
    }

    /** Returns the differences from what the migrations up to {@code step} created, as clauses with the remedy. */
    private static List<String> wrong(int step, Contents found) throws SQLException {
        List<String> wrong = new ArrayList<>();
        Map<String, String> expected = expected(step);
        Map<String, String> objects = found.objects();
        expected.forEach((name, sql) -> {
            if (!sql.equals(objects.get(name))) {
                wrong.add("the " + name + " is " + (objects.containsKey(name) ? "defined differently" : "missing")
                        + "; restore the definition or a backup");
            }
        });
        found.triggers().forEach((name, table) -> {
            if (expected.containsKey("table " + table) || expected.containsKey("view " + table)) {
                if (!expected.containsKey(name)
                        && !Objects.equals(objects.get(name), OPTIONAL.getOrDefault(name, ""))) {
                    wrong.add("there is an unknown " + name + " on " + table
                            + ", which would run with every save; drop the trigger");
                }
            }
        });
        return wrong;
    }

    @Override
    public List<String> differences(Connection connection) throws SQLException {
        List<String> differences = new ArrayList<>();
        String encoding = SqliteSettings.query(connection, "PRAGMA encoding");
        if (!"UTF-8".equals(encoding)) {
            differences.add("The database has the encoding " + encoding
                    + ", which sorts ids differently; create one with the encoding UTF-8.");
        }
        Contents found = read(connection);
        if (found.application() != APPLICATION_ID) {
            differences.add("The database has application_id " + found.application() + ", expected " + APPLICATION_ID
                    + Tables.REMEDY);
        }
        if (found.step() != STEPS.size()) {
            differences.add(Tables.wrongStep(found.step(), STEPS.size()));
        }
        for (String each : wrong(STEPS.size(), found)) {
            differences.add(Character.toUpperCase(each.charAt(0)) + each.substring(1) + ".");
        }
        return differences;
    }

    private static Map<String, String> optional() {
        Map<String, String> optional = new LinkedHashMap<>();
        for (SqliteTriggers each : List.of(SqliteTriggers.CHANGE_LOG, SqliteTriggers.HISTORY)) {
            each.sql().forEach((name, sql) -> optional.put("trigger " + name, sql.replaceAll("\\s+", " ")));
        }
        MarkedRows.TRIGGERS.forEach((name, sql) -> optional.put("trigger " + name, sql.replaceAll("\\s+", " ")));
        WordTables.TRIGGERS.forEach((name, sql) -> optional.put("trigger " + name, sql));
        SqliteVectors.TRIGGERS.forEach((name, sql) -> optional.put("trigger " + name, sql));
        WatchTables.TRIGGERS.forEach((name, sql) -> optional.put("trigger " + name, sql));
        return optional;
    }

    @Override
    public void checkDocuments(Connection connection, String file) throws SQLException {
        DocumentChecksums.check(connection, file);
    }

    @Override
    public void checkLatestDocuments(Connection connection, String file) throws SQLException {
        DocumentChecksums.checkLatest(connection, file);
    }

    @Override
    public boolean ownFile() {
        return !shared;
    }

    @Override
    public int oldestReadable() {
        return OLDEST_READABLE;
    }

    @Override
    public int latest() {
        return STEPS.size();
    }

    /** {@inheritDoc} Several processes may do this concurrently. A file without need of it is not locked. */
    @Override
    public void migrate(SqliteConnection connection, String file) throws SQLException {
        while (!isLatest(connection, file)) {
            connection.begin(Access.READ_WRITE);
            try {
                int step = check(connection, file);
                if (step < STEPS.size()) {
                    STEPS.get(step).apply(connection);
                    connection.commit();
                }
            } finally {
                connection.rollback();
            }
        }
    }

    private boolean isLatest(SqliteConnection connection, String file) throws SQLException {
        connection.begin(Access.READ_ONLY);
        try {
            return check(connection, file) == STEPS.size();
        } finally {
            connection.rollback();
        }
    }

    /**
     * Reads the number of the latest migration in an application's database, through the application's connection.
     *
     * @return the number of the migration; 0 if the store has no tables there yet
     * @throws IncompatibleStoreException if the store's tables are newer or were changed, the application itself uses
     *     the names or marks that they need, or driver or encoding are refused as by {@link #check}
     */
    public static int checkShared(Connection connection, String database) throws SQLException {
        checkDriverAndEncoding(connection, "database " + database);
        Contents found = read(connection);
        int application = found.application();
        int step = found.step();
        if (application == APPLICATION_ID && step > 0) {
            verify(found, "database " + database);
            return step;
        }
        if (application != 0 && application != APPLICATION_ID || step != 0) {
            throw new IncompatibleStoreException("The database " + database + " is marked as another application's"
                    + " (application_id " + application + ", user_version " + step
                    + "), but a store needs its own marks"
                    + " there. It was left untouched; give the store a file of its own, or set both to 0.");
        }
        for (String name : expected(STEPS.size()).keySet()) {
            if (found.objects().containsKey(name)) {
                throw new IncompatibleStoreException("The database " + database + " has a " + name
                        + " that is not the store's. It was left untouched; rename it, or give the store a file of its"
                        + " own.");
            }
        }
        return 0;
    }

    private static void checkDriverAndEncoding(Connection connection, String database) throws SQLException {
        SqliteVersion.check(connection, database);
        String encoding = SqliteSettings.query(connection, "PRAGMA encoding");
        if (!"UTF-8".equals(encoding)) {
            throw new IncompatibleStoreException("The " + database + " has the encoding " + encoding
                    + ", which sorts ids differently. It was left untouched; create one with the encoding UTF-8.");
        }
    }

    /**
     * Creates or completes the store's tables in the current transaction of the connection, which must not have read
     * yet. Concurrent migrations wait for it.
     */
    public static void migrateShared(Connection connection, String database) throws SQLException {
        // The first statement writes, and so acquires SQLite's write lock.
        SqliteSettings.query(connection, "PRAGMA application_id = " + APPLICATION_ID);
        int step = checkShared(connection, database);
        for (SchemaStep each : STEPS.subList(step, STEPS.size())) {
            each.apply(connection);
        }
    }

    /** Returns SQLite's own record of the migrations, which is determined once in an in-memory database. */
    private static Map<String, String> expected(int step) throws SQLException {
        Map<String, String> expected = EXPECTED.get(step);
        if (expected == null) {
            try (SqliteConnection memory = new SqliteConnection(":memory:", new Properties())) {
                for (SchemaStep each : STEPS.subList(0, step)) {
                    each.apply(memory);
                }
                expected = read(memory).objects();
            }
            EXPECTED.put(step, expected);
        }
        return expected;
    }

    private static Contents read(Connection connection) throws SQLException {
        int application = number(connection, "PRAGMA application_id");
        int step = number(connection, "PRAGMA user_version");
        Map<String, String> objects = new LinkedHashMap<>();
        Map<String, String> triggers = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT type, name, tbl_name, sql FROM sqlite_schema")) {
            while (rows.next()) {
                String name = rows.getString(1) + " " + rows.getString(2).toLowerCase(Locale.ROOT);
                // Indexes that belong to a table's definition have no definition of their own.
                String sql = rows.getString(4);
                if (sql != null) {
                    objects.put(name, sql.replaceAll("\\s+", " "));
                }
                if (name.startsWith("trigger ")) {
                    triggers.put(name, rows.getString(3).toLowerCase(Locale.ROOT));
                }
            }
        }
        return new Contents(application, step, objects, triggers);
    }

    private static int number(Connection connection, String sql) throws SQLException {
        return Integer.parseInt(String.valueOf(SqliteSettings.query(connection, sql)));
    }
}
