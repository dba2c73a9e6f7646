package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the code of {@code docs/jpa.md}. */
class JpaGuideTest {
    private static final String PROGRAM = """
            import io.sepia.Storage;
            import io.sepia.jpa.StoredObject;
            import io.sepia.model.*;
            import jakarta.persistence.*;
            import java.util.List;
            import org.hibernate.annotations.OnDelete;
            import org.hibernate.annotations.OnDeleteAction;

            %s

            public class Example {
                public static void main(String[] args) {
                    %s
                    join(new Purchase("p2", "Difference Engine"), new Invoice("p2", "Charles", List.of(1)));
                }

                static void join(Purchase purchase, Invoice invoice) {
                    try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("application");
                            Storage storage = Storage.ofUnit("options");
                            EntityManager entityManager = factory.createEntityManager();
                            Storage here = Storage.of(factory)) {
                        joinHere(here, entityManager, purchase, invoice);
                        System.out.println(here.count(Invoice.class) + " " + entityManager
                                .createQuery("select count(p) from Purchase p", Long.class).getSingleResult());
                    }
                }

                static void joinHere(Storage storage, EntityManager entityManager, Purchase purchase, Invoice invoice) {
                    %s
                }
            }
            """;

    @TempDir
    Path directory;

    private static List<String> blocks(String language) throws Exception {
        return Markdown.blocks(Path.of("docs/jpa.md"), language);
    }

    @Test
    void javaAndPersistenceXml_compileAndRun() throws Exception {
        List<String> xml = blocks("xml");
        assertThat(xml).hasSize(2);
        String options = xml.get(1).replace("app_data.db", "options.db");
        Files.createDirectories(directory.resolve("META-INF"));
        Files.writeString(directory.resolve("META-INF/persistence.xml"), """
                <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.2">%s
                <persistence-unit name="options" transaction-type="RESOURCE_LOCAL">%s</persistence-unit>
                </persistence>""".formatted(
                        xml.get(0).replace("com.example.", ""), options));

        List<String> java = blocks("java");
        assertThat(java).hasSize(4);
        Path page = directory.resolve("page.md");
        Files.writeString(
                page, "```java\n" + PROGRAM.formatted(java.get(1) + java.get(3), java.get(0), java.get(2)) + "```\n");
        assertThat(new MarkdownProgram(page, directory).run().lines())
                .containsExactly("Analytical Engine, Ada, [40, 2]", "2 2");
    }

    @Test
    void urlOfSqlite_setsWhatTheGuideSays() throws Exception {
        try (Connection connection = connect(0)) {
            assertThat(query(connection, "PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(query(connection, "PRAGMA busy_timeout")).isEqualTo("5000");
            assertThat(query(connection, "PRAGMA synchronous")).isEqualTo("2");
            assertThat(query(connection, "PRAGMA foreign_keys")).isEqualTo("1");
        }
    }

    @Test
    void urlOfH2_writesEachCommitAtOnce() throws Exception {
        try (Connection connection = connect(1)) {
            assertThat(query(
                            connection,
                            "SELECT setting_value FROM information_schema.settings WHERE setting_name = 'WRITE_DELAY'"))
                    .isEqualTo("0");
        }
    }

    private Connection connect(int block) throws Exception {
        List<String> urls = blocks("");
        assertThat(urls).hasSize(2);
        return DriverManager.getConnection(urls.get(block).strip().replace("/data/", directory + "/"));
    }

    @Test
    void conversionOfDates_makesTextOfMilliseconds() throws Exception {
        List<String> sql = blocks("sql");
        assertThat(sql).hasSize(2);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE orders (ordered_at)");
            statement.executeUpdate("INSERT INTO orders VALUES (1700000000123)");
            statement.executeUpdate(sql.get(1).replace(", 'localtime'", ""));
            assertThat(query(connection, "SELECT ordered_at FROM orders")).isEqualTo("2023-11-14 22:13:20.123000000");
        }
    }

    @Test
    void conversionOfDecimals_makesCanonicalText() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE orders (price numeric(30,2))");
            statement.executeUpdate("INSERT INTO orders VALUES (0.10), (100), (-2.55), (0)");
            for (String each : blocks("sql").get(0).split(";.*\n")) {
                statement.executeUpdate(each);
            }
            assertThat(query(connection, "SELECT group_concat(price, ' ') FROM orders"))
                    .isEqualTo("0.1 100 -2.55 0");
            assertThat(query(connection, "SELECT group_concat(DISTINCT typeof(price)) FROM orders"))
                    .isEqualTo("text");
        }
    }

    private static String query(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
