package io.sepia.internal.backend.postgresql;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.writers.SharedRules;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL database that the store reaches through the connections of an application. */
public final class PostgresqlUnit implements SharedDatabase {
    /** The oldest release with which the store is tested. */
    private static final int OLDEST = 15;

    private static final String SETTINGS = "SELECT name, setting FROM pg_settings WHERE name IN ('server_encoding',"
            + " 'synchronous_commit', 'fsync', 'full_page_writes')";

    private final StoreRules rules =
            new SharedRules(PostgresqlDatabase.INSTANCE, new PostgresqlWritersLock(), PostgresqlLog::new);

    private PostgresqlUnit() {}

    /** @throws ConfigurationException if the database does not encode texts in UTF-8 */
    public static PostgresqlUnit of(Connection connection, Object unit) throws SQLException {
        String encoding = settings(connection).getOrDefault("server_encoding", "UTF8");
        if (!encoding.equals("UTF8")) {
            throw new ConfigurationException("The PostgreSQL database encodes texts in " + encoding
                    + ", and the store needs UTF8. Create a database with ENCODING 'UTF8' TEMPLATE template0.");
        }
        return new PostgresqlUnit();
    }

    @Override
    public Database database() {
        return PostgresqlDatabase.INSTANCE;
    }

    @Override
    public Optional<String> schemaSetting() {
        return Optional.of("currentSchema");
    }

    @Override
    public StoreRules rules() {
        return rules;
    }

    @Override
    public List<String> advice(Connection connection, Class<?> pool) throws SQLException {
        List<String> advice = new ArrayList<>();
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST) {
            advice.add("PostgreSQL " + version + " is older than " + OLDEST
                    + ", the oldest release with which the store is tested. Upgrade the server.");
        }
        Map<String, String> settings = settings(connection);
        for (String each : List.of("fsync", "full_page_writes")) {
            if ("off".equals(settings.get(each))) {
                advice.add(
                        "PostgreSQL runs with " + each + "=off: a power failure can lose or damage the whole database."
                                + " Set " + each + "=on in postgresql.conf.");
            }
        }
        if ("off".equals(settings.get("synchronous_commit"))) {
            advice.add("PostgreSQL runs with synchronous_commit=off: a crash of the server loses commits of the last"
                    + " moments. Set synchronous_commit=on, unless that is acceptable.");
        }
        return advice;
    }

    private static Map<String, String> settings(Connection connection) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SETTINGS)) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return settings;
    }
}
