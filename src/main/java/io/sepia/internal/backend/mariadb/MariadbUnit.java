package io.sepia.internal.backend.mariadb;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.writers.OrderedLog;
import io.sepia.internal.backend.sql.writers.SharedRules;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB database that the store reaches through the connections of an application. */
public final class MariadbUnit implements SharedDatabase {
    private static final int OLDEST_MAJOR = 10;
    private static final int OLDEST_MINOR = 11;
    private static final String SETTINGS =
            "SELECT DATABASE(), @@SESSION.sql_mode, @@GLOBAL.innodb_flush_log_at_trx_commit";

    private final StoreRules rules = new SharedRules(
            MariadbDatabase.INSTANCE, new MariadbWritersLock(), () -> new OrderedLog(MariadbDatabase.INSTANCE));

    private MariadbUnit() {}

    private record Settings(String database, String mode, String flush) {
        static Settings of(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SETTINGS)) {
                row.next();
                return new Settings(text(row, 1), text(row, 2), text(row, 3));
            }
        }

        private static String text(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return text == null ? "" : text;
        }
    }

    /** @throws ConfigurationException if the connection is in no database, or would cut values off */
    public static MariadbUnit of(Connection connection, Object unit) throws SQLException {
        Settings settings = Settings.of(connection);
        if (settings.database().isEmpty()) {
            throw new ConfigurationException(
                    "The JDBC URL names no database of the MariaDB server. Name one: jdbc:mariadb://host/database.");
        }
        if (!settings.mode().contains("STRICT_TRANS_TABLES") && !settings.mode().contains("STRICT_ALL_TABLES")) {
            throw new ConfigurationException("The MariaDB connection has sql_mode='" + settings.mode()
                    + "', in which the server cuts long values off, and the store needs STRICT_TRANS_TABLES. Add it to"
                    + " sql_mode of the server, or to sessionVariables of the JDBC URL.");
        }
        return new MariadbUnit();
    }

    @Override
    public Database database() {
        return MariadbDatabase.INSTANCE;
    }

    @Override
    public StoreRules rules() {
        return rules;
    }

    @Override
    public List<String> advice(Connection connection, Class<?> pool) throws SQLException {
        List<String> advice = new ArrayList<>();
        DatabaseMetaData server = connection.getMetaData();
        int major = server.getDatabaseMajorVersion();
        if (major < OLDEST_MAJOR || major == OLDEST_MAJOR && server.getDatabaseMinorVersion() < OLDEST_MINOR) {
            advice.add("MariaDB " + server.getDatabaseProductVersion() + " is older than " + OLDEST_MAJOR + "."
                    + OLDEST_MINOR + ", the oldest release that the store supports. Upgrade the server.");
        }
        if (!Settings.of(connection).flush().equals("1")) {
            advice.add("MariaDB runs with innodb_flush_log_at_trx_commit="
                    + Settings.of(connection).flush() + ": a crash can lose commits of the last moments. Set"
                    + " innodb_flush_log_at_trx_commit=1, unless that is acceptable.");
        }
        return advice;
    }
}
