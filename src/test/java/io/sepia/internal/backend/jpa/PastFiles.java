package io.sepia.internal.backend.jpa;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.sql.Checksum;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sql.SqlScript;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Fills databases as stores of past migrations did. The files in {@code src/test/resources/stores} were written by
 * {@link #main}, each when its migration was the latest or before the next one was released, and are never written
 * again.
 */
final class PastFiles {
    private static final String TIMES = ", 1700000000000000, 1700000000000000";

    private PastFiles() {}

    /**
     * Writes the SQLite file of a migration, whose number is the first argument, compressed to the path of the second.
     */
    public static void main(String[] arguments) throws SQLException, IOException {
        int step = Integer.parseInt(arguments[0]);
        Path file = Files.createTempFile("past", ".db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            fill(connection, SchemaStep.read("sqlite").subList(0, step), true);
            connection.commit();
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
            Files.copy(file, out);
        }
        Files.delete(file);
    }

    /**
     * Applies migrations to an empty database, and saves the objects a and b, where a refers to b, an object that was
     * deleted, the log of changes, an event and a history, as far as the tables exist.
     */
    static void fill(Connection connection, List<SchemaStep> steps, boolean withTriggers) throws SQLException {
        int step = steps.size();
        for (SchemaStep each : steps) {
            each.apply(connection);
        }
        try (Statement statement = connection.createStatement()) {
            if (step >= 2) {
                statement.execute("UPDATE object_change_log SET log = 'abc'");
                if (withTriggers) {
                    run(statement, "sqlite/change-log.sql");
                }
            }
            if (step >= 7) {
                statement.execute("INSERT INTO object_rules (class_name, history) VALUES ('memo', 1)");
                if (withTriggers) {
                    run(statement, "sqlite/history.sql");
                }
            }
            save(connection, "b", "{\"text\":\"old\"}", "serializable");
            save(connection, "a", "{\"to\":{\"$ref\":{\"class\":\"memo\",\"id\":\"b\"}}}", "container");
            save(connection, "gone", "{\"text\":\"gone\"}", "serializable");
            statement.execute("UPDATE objects SET content = '{\"text\":\"new\"}', version = 2, checksum = "
                    + Checksum.of(new ObjectKey("memo", "b"), "{\"text\":\"new\"}", null) + " WHERE object_id = 'b'");
            statement.execute("DELETE FROM objects WHERE object_id = 'gone'");
            if (step >= 4) {
                statement.execute("INSERT INTO transaction_outcomes (token, outcome, recorded_at) VALUES"
                        + " ('0b5c9d1e-2a3b-4c5d-8e9f-0a1b2c3d4e5f', 'COMMITTED', 1700000000000000)");
            }
            if (step >= 5) {
                rule(statement, step, "events = 1", "(class_name, events) VALUES ('memo', 1)");
                statement.execute("INSERT INTO object_events (class_name, object_id, type, generation, logged_at,"
                        + " metadata) VALUES ('memo', 'b', 'created', 1, 1700000000000000, '{\"by\":\"me\"}')");
            }
            if (step >= 6) {
                statement.execute("UPDATE object_rules SET on_delete = 'refuse' WHERE class_name = 'memo'");
                statement.execute(
                        withTriggers
                                ? "INSERT INTO object_references (source, targets) SELECT id, x'0000000000000000' FROM"
                                        + " objects WHERE object_type = 'container'"
                                : "INSERT INTO object_references (source, target) SELECT id, 0 FROM objects WHERE"
                                        + " object_type = 'container'");
            }
            if (step >= 2 && !withTriggers) {
                statement.execute("INSERT INTO object_changes (sequence_number, object_row, version) SELECT id, id,"
                        + " version FROM objects");
            }
        }
    }

    private static void rule(Statement statement, int step, String change, String insert) throws SQLException {
        statement.execute(step >= 7 ? "UPDATE object_rules SET " + change : "INSERT INTO object_rules " + insert);
    }

    private static void run(Statement statement, String script) throws SQLException {
        for (String sql : SqlScript.read(script)) {
            statement.execute(sql);
        }
    }

    private static void save(Connection connection, String id, String content, String type) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO objects (class_name, object_id,"
                + " content, object_type, checksum, created_at, updated_at) VALUES ('memo', ?, ?, ?, ?" + TIMES
                + ")")) {
            insert.setString(1, id);
            insert.setString(2, content);
            insert.setString(3, type);
            insert.setLong(4, Checksum.of(new ObjectKey("memo", id), content, null));
            insert.executeUpdate();
        }
    }
}
