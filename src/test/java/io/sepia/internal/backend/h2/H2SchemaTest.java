package io.sepia.internal.backend.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where H2 stores documents. */
class H2SchemaTest {
    private static final String SETTING =
            "SELECT setting_value FROM information_schema.settings WHERE setting_name = 'MAX_LENGTH_INPLACE_LOB'";

    @TempDir
    private Path directory;

    private Connection connect(String user) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:" + directory.resolve("store"), user, "");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getInt(1) : 0;
        }
    }

    @Test
    void complete_newDatabase_keepsTextsOfUsualSizeInTheirRows() throws Exception {
        try (Connection connection = connect("sa")) {
            new H2Schema().complete(connection);

            assertThat(number(connection, SETTING)).isEqualTo(4_096);
        }
    }

    @Test
    void complete_lengthThatTheApplicationHasSet_isKept() throws Exception {
        try (Connection connection = connect("sa")) {
            execute(connection, "SET MAX_LENGTH_INPLACE_LOB 1000");
            new H2Schema().complete(connection);

            assertThat(number(connection, SETTING)).isEqualTo(1_000);
        }
    }

    @Test
    void complete_userWhoMayNotChangeSettings_createsTheTables() throws Exception {
        try (Connection administrator = connect("sa")) {
            execute(administrator, "CREATE USER application PASSWORD ''");
            execute(administrator, "GRANT ALTER ANY SCHEMA TO application");
            try (Connection connection = connect("application")) {
                new H2Schema().complete(connection);

                assertThat(new H2Schema().areComplete(connection)).isTrue();
            }
            assertThat(number(administrator, SETTING)).isZero();
        }
    }
}
