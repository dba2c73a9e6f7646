package io.sepia.internal.backend.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Condition;
import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.jpa.Postgresql;
import io.sepia.query.IndexDefinition;
import jakarta.persistence.EntityManagerFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queries by content, and the indexes that serve them. See decision 0291. */
class PostgresqlIndexesTest {
    private static final int DOCUMENTS = 2_000;

    private final String url = Postgresql.url();
    private EntityManagerFactory factory;
    private Storage storage;

    @BeforeEach
    void open() {
        factory = Postgresql.factory(url);
        storage = Storage.of(factory);
        Map<String, String> documents = new LinkedHashMap<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            documents.put("n" + i, "{\"name\":\"name " + i + "\",\"n\":" + i + ".50}");
        }
        storage.documents("note").saveAll(documents);
    }

    @AfterEach
    void close() {
        storage.close();
        factory.close();
    }

    private ObjectQuery<StoredDocument> query(String condition) {
        return storage.documents("note").query().where(Condition.parse(condition));
    }

    @Test
    void query_withAnIndex_isServedByIt() {
        IndexDefinition names = IndexDefinition.of("note", "name");
        IndexDefinition numbers = IndexDefinition.of("note", "n");
        assertThat(query("name = 'name 7'").explain().isServed()).isFalse();
        storage.indexes().add(names);
        storage.indexes().add(numbers);
        Postgresql.execute(url, "ANALYZE objects");

        assertThat(query("name = 'name 7'").explain().indexes()).containsExactly(names);
        assertThat(query("n > 1990").explain().indexes()).containsExactly(numbers);
        assertThat(query("n > 1990").count()).isEqualTo(10);
        assertThat(query("n = 3.5").ids()).containsExactly("n3");
    }

    @Test
    void query_documentsThatHaveNoJsonb_isAnsweredWithThem() {
        String digits = "7".repeat(400);
        storage.documents("note").save("nul", "{\"name\":\"a\\u0000b\",\"n\":1}");
        storage.documents("note").save("long", "{\"name\":\"x\",\"n\":" + digits + "}");
        storage.documents("note").save("text", "{\"name\":\"" + "y".repeat(5_000) + "\"}");
        storage.indexes().add(IndexDefinition.of("note", "name"));
        storage.indexes().add(IndexDefinition.of("note", "n"));

        assertThat(query("n = 1").ids()).containsExactly("nul");
        assertThat(query("n > 1" + "0".repeat(300)).ids()).containsExactly("long");
        assertThat(query("name = '" + "y".repeat(5_000) + "'").ids()).containsExactly("text");
        assertThat(query("name starts with 'a'").ids()).containsExactly("nul");
    }

    @Test
    void query_rowThatSqlHasChanged_findsItsPresentContent() {
        Postgresql.execute(
                url, "UPDATE objects SET content = '{\"name\":\"edited\"}', checksum = NULL WHERE object_id = 'n5'");

        assertThat(query("name = 'edited'").ids()).containsExactly("n5");
        assertThat(query("name = 'name 5'").ids()).isEmpty();
    }
}
