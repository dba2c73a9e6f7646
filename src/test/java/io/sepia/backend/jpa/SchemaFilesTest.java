package io.sepia.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The files of SQL for those who make the tables with Flyway, Liquibase or by hand. They are written from the steps, by
 * this test with {@code -Dsepia.schema.write=true}.
 */
class SchemaFilesTest {
    private static final Path FILES = Path.of("src/main/resources/io/sepia/schema");

    @TempDir
    Path directory;

    enum Kind {
        SQLITE("SQLite", SqliteDatabase.INSTANCE),
        H2("H2", H2Database.INSTANCE);

        final String title;
        final Database database;

        Kind(String title, Database database) {
            this.title = title;
            this.database = database;
        }

        Path folder() {
            return FILES.resolve(title.toLowerCase(Locale.ROOT));
        }

        Path file(int step) {
            return folder().resolve("step-" + step + ".sql");
        }

        String text(SchemaStep step) {
            StringBuilder text = new StringBuilder("--liquibase formatted sql\n-- Step " + step.number()
                    + " of the tables of Sepia in " + title + ".\n");
            int number = 0;
            for (String sql : statements(step)) {
                text.append("\n--changeset sepia:")
                        .append(title.toLowerCase(Locale.ROOT))
                        .append('-')
                        .append(step.number())
                        .append('-')
                        .append(++number)
                        .append(" splitStatements:false\n")
                        .append(sql.strip())
                        .append(";\n");
            }
            return text.toString();
        }

        private List<String> statements(SchemaStep step) {
            List<String> statements = new ArrayList<>();
            if (this == H2 && step.number() == 1) {
                statements.add(ServerSchema.RECORD);
            }
            statements.addAll(step.statements());
            if (this == SQLITE) {
                statements.add("PRAGMA application_id = " + SqliteSchema.APPLICATION_ID);
                statements.add("PRAGMA user_version = " + step.number());
            } else {
                statements.add("INSERT INTO sepia_schema (step, applied_at) VALUES (" + step.number()
                        + ", DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00',"
                        + " CURRENT_TIMESTAMP))");
            }
            return statements;
        }
    }

    private String url(Kind kind) {
        return kind == Kind.H2
                ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"
                : "jdbc:sqlite:" + directory.resolve("app.db");
    }

    @ParameterizedTest
    @EnumSource
    void files_areWhatTheStepsRun(Kind kind) throws IOException {
        List<SchemaStep> steps = kind.database.schema();
        for (SchemaStep step : steps) {
            Path file = kind.file(step.number());
            if (Boolean.getBoolean("sepia.schema.write")) {
                Files.createDirectories(kind.folder());
                Files.writeString(file, kind.text(step));
            }
            assertThat(file)
                    .as("write it by running this test with -Dsepia.schema.write=true")
                    .hasContent(kind.text(step));
        }
        assertThat(kind.file(steps.size() + 1)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void files_appliedToAnEmptyDatabase_makeTablesThatAreValid(Kind kind) throws Exception {
        String url = url(kind);
        try (Connection connection = DriverManager.getConnection(url)) {
            for (SchemaStep step : kind.database.schema()) {
                run(kind, connection, kind.file(step.number()));
            }
        }
        HibernatePersistenceConfiguration unit =
                new HibernatePersistenceConfiguration("files").jdbcUrl(url).property("sepia.schema", "validate");
        if (kind == Kind.SQLITE) {
            unit.property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect");
        }
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            storage.documents("note").save("n1", "{}");
            assertThat(storage.documents("note").ids()).containsExactly("n1");
        }
    }

    /** As tools do: a script is run as such by H2, and for SQLite it is cut into the changes of Liquibase. */
    private static void run(Kind kind, Connection connection, Path file) throws SQLException, IOException {
        if (kind == Kind.H2) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("RUNSCRIPT FROM '" + file.toAbsolutePath() + "'");
            }
        } else {
            String[] changes = Files.readString(file).split("(?m)^--changeset .*$");
            for (String sql : List.of(changes).subList(1, changes.length)) {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate(sql);
                }
            }
        }
    }

    @Test
    void files_ofSqlite_makeAFileThatOpens() throws Exception {
        Path file = directory.resolve("app.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (SchemaStep step : Kind.SQLITE.database.schema()) {
                run(Kind.SQLITE, connection, Kind.SQLITE.file(step.number()));
            }
        }
        try (Storage storage = Storage.open(file)) {
            storage.documents("note").save("n1", "{}");
        }
    }
}
