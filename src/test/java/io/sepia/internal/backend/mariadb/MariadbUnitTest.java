package io.sepia.internal.backend.mariadb;

import static io.sepia.Condition.not;
import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.ConfigurationException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of connections to MariaDB. */
class MariadbUnitTest {
    @Test
    void open_withoutStrictMode_isRefused() {
        String url = Mariadb.url() + "&sessionVariables=sql_mode='ANSI_QUOTES'&jdbcCompliantTruncation=false";
        try (EntityManagerFactory factory = Mariadb.factory(url)) {
            assertThatThrownBy(() -> Storage.of(factory))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("STRICT_TRANS_TABLES");
        }
    }

    @Test
    void open_withoutADatabase_isRefused() {
        String url = Mariadb.url().replaceAll("/test\\d+\\?", "/?");
        try (EntityManagerFactory factory = Mariadb.factory(url)) {
            assertThatThrownBy(() -> Storage.of(factory))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("names no database");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&useServerPrepStmts=true",
                "&useAffectedRows=true",
                "&sessionVariables=sql_mode='ANSI,TRADITIONAL'"
            })
    void save_withOtherSettings_isTheSame(String settings) {
        try (EntityManagerFactory factory = Mariadb.factory(Mariadb.url() + settings);
                Storage storage = Storage.of(factory)) {
            String content = "{\"text\":\"\\u0000 \\\\ ' \uD83D\uDE00\"}";
            storage.documents("note").save("n", "{}");
            storage.documents("note").save("n ", "{}");
            storage.documents("note").update("n", content, 1);
            assertThat(storage.documents("note").load("n").content()).isEqualTo(content);
            assertThat(storage.documents("note").load("n").version()).isEqualTo(2);
            assertThatThrownBy(() -> storage.documents("note").update("n", content, 1))
                    .hasMessageContaining("version");
            assertThat(storage.documents("note").ids()).containsExactly("n", "n ");
        }
    }

    @Test
    void save_ofADocumentLargerThanAPacket_isRefusedAndNotRetryable() {
        try (EntityManagerFactory factory = Mariadb.factory(Mariadb.url());
                Storage storage = Storage.of(factory)) {
            String large = "{\"text\":\"" + "x".repeat(17_000_000) + "\"}";
            assertThatThrownBy(() -> storage.documents("note").save("n", large))
                    .isInstanceOf(StorageFailureException.class)
                    .isNotInstanceOf(RetryableException.class)
                    .hasMessageContaining("max_allowed_packet");
            storage.documents("note").save("n", "{\"text\":\"" + "x".repeat(15_000_000) + "\"}");
            assertThat(storage.documents("note").load("n").content()).hasSize(15_000_011);
        }
    }

    @Test
    void query_withATimeout_leavesThatOfTheConnection() {
        try (EntityManagerFactory factory = Mariadb.factory(Mariadb.url());
                Storage storage = StorageBuilder.of(factory)
                        .option("query_timeout", 60_000)
                        .open();
                EntityManager em = factory.createEntityManager()) {
            storage.documents("note").save("n", "{}");
            em.getTransaction().begin();
            em.createNativeQuery("SET SESSION max_statement_time = 77").executeUpdate();
            assertThat(storage.joining(em).documents("note").query().count()).isEqualTo(1);

            Object after =
                    em.createNativeQuery("SELECT @@SESSION.max_statement_time").getSingleResult();
            em.createNativeQuery("SET SESSION max_statement_time = 0").executeUpdate();
            em.getTransaction().rollback();
            assertThat(after.toString()).startsWith("77");
        }
    }

    /** A statement that changes tables commits, so a migration may end anywhere. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 16})
    void open_afterAMigrationThatWasInterrupted_completesIt(int statements) {
        String url = Mariadb.url();
        List<String> migration = MariadbDatabase.INSTANCE.schema().get(0).statements();
        assertThat(migration).hasSizeGreaterThan(statements);
        Postgresql.execute(url, migration.subList(0, statements).toArray(String[]::new));
        try (EntityManagerFactory factory = Mariadb.factory(url);
                Storage storage = Storage.of(factory)) {
            storage.documents("note").save("n", "{}");
            assertThat(storage.documents("note").ids()).containsExactly("n");
        }
    }

    @Test
    void query_forAText_findsItInEveryForm() {
        String url = Mariadb.url();
        try (EntityManagerFactory factory = Mariadb.factory(url);
                Storage storage = Storage.of(factory)) {
            storage.documents("note").save("escaped", "{\"text\":\"\\u0061bc\"}");
            storage.documents("note").save("plain", "{\"text\":\"abc\"}");
            storage.documents("note").save("spaced", "{\"text\": [\"abc\"], \"other\": \"abc\"}");
            storage.documents("note").save("case", "{\"text\":\"ABC\"}");
            storage.documents("note").save("changed", "{}");
            Postgresql.execute(
                    url,
                    "UPDATE objects SET content = '{\"text\":\"abc\"}', checksum = NULL WHERE object_id = 'changed'");

            assertThat(storage.documents("note")
                            .query()
                            .where(field("text").eq("abc"))
                            .ids())
                    .containsExactly("changed", "escaped", "plain");
            assertThat(storage.documents("note")
                            .query()
                            .where(not(field("text").eq("abc")))
                            .ids())
                    .containsExactly("case", "spaced");
            assertThat(storage.documents("note")
                            .query()
                            .where(field("text").startsWith("ab"))
                            .count())
                    .isEqualTo(3);
        }
    }
}
