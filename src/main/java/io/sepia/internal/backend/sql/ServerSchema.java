package io.sepia.internal.backend.sql;

import io.sepia.error.IncompatibleStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a store in a database that it may share with an application. The table {@code sepia_schema} records the
 * migrations that were applied.
 */
public final class ServerSchema implements Tables {
    private final Database database;

    public ServerSchema(Database database) {
        this.database = database;
    }

    @Override
    public boolean areComplete(Connection connection) throws SQLException {
        return step(connection) == database.schema().size();
    }

    @Override
    public void complete(Connection connection) throws SQLException {
        List<SchemaStep> steps = database.schema();
        for (SchemaStep next : steps.subList(step(connection), steps.size())) {
            next.apply(connection);
        }
    }

    @Override
    public List<String> differences(Connection connection) throws SQLException {
        List<String> differences = new ArrayList<>();
        if (!exists(connection, "sepia_schema")) {
            if (!exists(connection, "objects")) {
                return List.of(
                        "There is no store: the table objects is missing, and so is sepia_schema" + Tables.REMEDY);
            }
            differences.add(
                    "The table sepia_schema, which records the steps that were applied, is missing" + Tables.REMEDY);
        } else {
            int step = recordedStep(connection);
            if (step != database.schema().size()) {
                differences.add(Tables.wrongStep(step, database.schema().size()));
            }
        }
        differences.addAll(database.tableDifferences(connection));
        return differences;
    }

    /** Returns the number of the last migration applied, or 0 if there are no tables. */
    private int step(Connection connection) throws SQLException {
        // The order matters: a concurrent process creates sepia_schema before objects.
        boolean tables = exists(connection, "objects");
        boolean record = exists(connection, "sepia_schema");
        if (tables && !record) {
            throw new IncompatibleStoreException("The database " + database.name() + " has a table 'objects' of"
                    + " another application, since there is no table 'sepia_schema'. It was left untouched;"
                    + " give the store a schema of its own.");
        }
        int step = record ? recordedStep(connection) : 0;
        if (step > database.schema().size()) {
            throw new IncompatibleStoreException(
                    "The tables in the database " + database.name() + " are of step " + step
                            + ", and this version of the library knows steps 1 to "
                            + database.schema().size()
                            + ". They were left untouched; use the version that made them, or a newer one.");
        }
        return step;
    }

    private boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM information_schema.tables"
                + " WHERE table_schema = " + database.currentSchema() + " AND lower(table_name) = ?")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getInt(1) > 0;
            }
        }
    }

    private static int recordedStep(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(step), 0) FROM sepia_schema")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
