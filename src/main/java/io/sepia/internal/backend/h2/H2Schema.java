package io.sepia.internal.backend.h2;

import io.sepia.internal.backend.sql.ServerSchema;
import io.sepia.internal.backend.sql.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a store in H2. Before it creates or completes them, documents of usual size are given a place in their
 * rows: by default, H2 stores each text of more than 256 characters in a map of its own. See decision 0311.
 */
final class H2Schema implements Tables {
    private static final System.Logger LOG = System.getLogger(H2Schema.class.getName());
    private static final String SETTING = "MAX_LENGTH_INPLACE_LOB";
    private static final int CHARACTERS = 4_096;

    private final ServerSchema schema = new ServerSchema(H2Database.INSTANCE);

    @Override
    public boolean areComplete(Connection connection) throws SQLException {
        return schema.areComplete(connection);
    }

    @Override
    public void complete(Connection connection) throws SQLException {
        if (!isSet(connection)) {
            keepTextsInRows(connection);
        }
        schema.complete(connection);
    }

    @Override
    public List<String> differences(Connection connection) throws SQLException {
        return schema.differences(connection);
    }

    /** Returns whether the database has a length of its own already. */
    private static boolean isSet(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM information_schema.settings WHERE setting_name = ?")) {
            statement.setString(1, SETTING);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void keepTextsInRows(Connection connection) {
        String set = "SET " + SETTING + " " + CHARACTERS;
        try (Statement statement = connection.createStatement()) {
            statement.execute(set);
        } catch (SQLException e) {
            // Only an administrator may change the setting, and the store works without it.
            LOG.log(
                    System.Logger.Level.INFO,
                    "H2 stores documents of more than 256 characters outside of their rows, which makes reading them"
                            + " slower. An administrator can change that: {0}",
                    set);
        }
    }
}
