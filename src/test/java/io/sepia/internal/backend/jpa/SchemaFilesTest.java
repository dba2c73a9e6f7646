package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.internal.backend.h2.H2Database;
import io.sepia.internal.backend.mariadb.MariadbDatabase;
import io.sepia.internal.backend.postgresql.PostgresqlDatabase;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of SQL that define the schema: the store runs them, and so do Flyway, Liquibase or a person. */
class SchemaFilesTest {
    private static final Path FILES = Path.of("src/main/resources/io/sepia/schema");

    @TempDir
    Path directory;

    enum Kind {
        SQLITE("SQLite", SqliteDatabase.INSTANCE),
        H2("H2", H2Database.INSTANCE),
        MARIADB("MariaDB", MariadbDatabase.INSTANCE),
        POSTGRESQL("PostgreSQL", PostgresqlDatabase.INSTANCE);

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
    }

    private String url(Kind kind) {
        return switch (kind) {
            case H2 -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
            case MARIADB -> Mariadb.url();
            case POSTGRESQL -> Postgresql.url();
            case SQLITE -> "jdbc:sqlite:" + directory.resolve("app.db");
        };
    }

    @ParameterizedTest
    @EnumSource
    void steps_areTheFilesOfTheFolder(Kind kind) throws IOException {
        try (Stream<Path> files = Files.list(kind.folder())) {
            assertThat(files.filter(each -> each.getFileName().toString().startsWith("step-")))
                    .hasSameSizeAs(kind.database.schema());
        }
    }

    @ParameterizedTest
    @EnumSource
    void steps_recordTheirNumber(Kind kind) {
        for (SchemaStep step : kind.database.schema()) {
            String last = step.statements().get(step.statements().size() - 1);
            assertThat(last)
                    .startsWith(
                            kind == Kind.SQLITE
                                    ? "PRAGMA user_version = " + step.number()
                                    : "INSERT INTO sepia_schema (step, applied_at) VALUES (" + step.number() + ",");
        }
    }

    @ParameterizedTest
    @EnumSource
    void files_haveOneChangesetForEachStatement(Kind kind) throws IOException {
        for (SchemaStep step : kind.database.schema()) {
            List<String> headers = Files.readAllLines(kind.file(step.number())).stream()
                    .filter(line -> line.startsWith("--changeset"))
                    .toList();
            assertThat(headers).hasSameSizeAs(step.statements());
            for (int i = 0; i < headers.size(); i++) {
                assertThat(headers.get(i))
                        .isEqualTo("--changeset sepia:%s-%d-%d splitStatements:false"
                                .formatted(kind.title.toLowerCase(Locale.ROOT), step.number(), i + 1));
            }
        }
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

    /** As tools do: a script is run as such by H2, and for the others it is cut into the changes of Liquibase. */
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

    /** The list with which the tables of a server are compared, which cannot make others to compare them with. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "POSTGRESQL"})
    void listOfTables_isWhatTheMigrationsMake(Kind kind) throws Exception {
        Database database = kind.database;
        try (Connection connection = DriverManager.getConnection(url(kind))) {
            for (SchemaStep step : database.schema()) {
                step.apply(connection);
            }
            assertThat(database.tableDifferences(connection)).isEmpty();
            try (Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE objects DROP COLUMN metadata");
                statement.execute("DROP TABLE object_floors");
            }
            assertThat(database.tableDifferences(connection))
                    .anySatisfy(each -> assertThat(each).contains("column metadata of the table objects is missing"))
                    .anySatisfy(each -> assertThat(each).contains("table object_floors is missing"));
        }
    }

    /** Tables of servers may be distributed by the id of an object. See decision 0290. */
    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "POSTGRESQL"})
    void keysOfServers_haveTheColumnOfDistributionAndNoGeneratedNumber(Kind kind) {
        for (SchemaStep step : kind.database.schema()) {
            for (String sql : step.statements()) {
                assertThat(sql.toUpperCase(Locale.ROOT)).doesNotContain("TRIGGER", "IDENTITY", "BIGSERIAL");
                if (sql.contains("object_id VARCHAR")
                        && !sql.matches("(?s)CREATE TABLE (IF NOT EXISTS )?unique_values .*")) {
                    assertThat(sql).containsPattern("PRIMARY KEY \\([a-z_0-9(), ]*object_id[a-z_, ]*\\)");
                    assertThat(sql).doesNotContain("UNIQUE");
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
