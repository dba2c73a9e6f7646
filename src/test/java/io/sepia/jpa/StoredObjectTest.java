package io.sepia.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.BulkStatementException;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Referrer;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.jpa.Fixtures;
import io.sepia.internal.backend.jpa.H2;
import io.sepia.internal.backend.jpa.JpaStorage;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.sql.Checksum;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.OptimisticLockException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredObjectTest {
    private static final String EXACT = "{\"n\":1.10,\"big\":12345678901234567890.123456789012345678900,\"e\":1E+400}";

    @TempDir
    Path directory;

    @Test
    void entity_onSqlite_readsAndWritesTheRowsOfTheStore() {
        try (SqliteStorage store = open(directory.resolve("store.db"))) {
            check(store, store.sessions());
        }
    }

    @Test
    void entity_onH2_readsAndWritesTheRowsOfTheStore() {
        try (EntityManagerFactory factory = H2.factory(H2.url(""));
                JpaStorage store = Fixtures.over(factory)) {
            check(store, factory);
        }
    }

    private static void check(StorageBackend store, EntityManagerFactory factory) {
        save(store, write(note("n1"), EXACT, "{\"m\":1}", WriteCondition.NONE));
        factory.runInTransaction(entities -> {
            StoredObject found = entities.find(StoredObject.class, new StoredObject.Key("note", "n1"));
            assertThat(found.getContent().get("n").decimalValue()).hasToString("1.10");
            assertThat(found.getContent().toString()).isEqualTo(EXACT);
            assertThat(found.getObjectType()).isEqualTo(ObjectType.SERIALIZABLE);
            assertThat(found.getVersion()).isEqualTo(1);
            assertThat(found.getId()).isEqualTo(1);
            ((ObjectNode) found.getContent()).put("added", true);
        });
        StoredDocument changed = load(store, note("n1")).orElseThrow();
        assertThat(changed.content()).contains("1.10").contains("added");
        assertThat(changed.metadata()).isEqualTo("{\"m\":1}");
        assertThat(changed.version()).isEqualTo(2);

        factory.runInTransaction(entities -> {
            StoredObject made = new StoredObject(note("n2"), new JsonConverter().convertToEntityAttribute("{\"a\":1}"));
            entities.persist(made);
        });
        StoredDocument made = load(store, note("n2")).orElseThrow();
        assertThat(made.content()).isEqualTo("{\"a\":1}");
        assertThat(made.version()).isEqualTo(1);
        factory.runInTransaction(entities -> assertThat(entities.createQuery(
                                "select o.objectId from StoredObject o where o.className = 'note' order by o.objectId",
                                String.class)
                        .getResultList())
                .containsExactly("n1", "n2"));
        checkStale(store, factory);
        checkReferences(store, factory);
        checkStateless(store, factory.unwrap(SessionFactory.class));
    }

    private static void checkReferences(StorageBackend store, EntityManagerFactory factory) {
        JsonConverter converter = new JsonConverter();
        String reference = "{\"to\":{\"$ref\":{\"class\":\"note\",\"id\":\"n1\"}}}";
        factory.runInTransaction(entities ->
                entities.persist(new StoredObject(note("n3"), converter.convertToEntityAttribute(reference))));
        assertThat(load(store, note("n3")).orElseThrow().type()).isEqualTo(ObjectType.CONTAINER);
        assertThat(referrers(store)).containsExactly("n3");

        factory.runInTransaction(entities -> entities.find(StoredObject.class, new StoredObject.Key("note", "n3"))
                .setContent(converter.convertToEntityAttribute("{}")));
        assertThat(referrers(store)).isEmpty();

        save(store, new DocumentWrite(note("n3"), ObjectType.CONTAINER, reference, null, WriteCondition.NONE));
        factory.runInTransaction(entities -> entities.find(StoredObject.class, new StoredObject.Key("note", "n3"))
                .setContent(converter.convertToEntityAttribute("{\"to\":[]}")));
        assertThat(referrers(store)).isEmpty();
    }

    private static List<String> referrers(StorageBackend store) {
        return Fixtures.<List<Referrer>>read(store, tx -> tx.references().referrers(note("n1"), 0, 10)).stream()
                .map(each -> each.key().id())
                .toList();
    }

    /** A stateless session does not call an entity's lifecycle callbacks. */
    private static void checkStateless(StorageBackend store, SessionFactory factory) {
        StoredObject.Key key = new StoredObject.Key("note", "stateless");
        factory.inStatelessTransaction(session -> session.insert(
                new StoredObject(note("stateless"), new JsonConverter().convertToEntityAttribute("{\"a\":1}"))));
        StoredDocument inserted = load(store, note("stateless")).orElseThrow();
        assertThat(inserted.content()).isEqualTo("{\"a\":1}");
        assertThat(inserted.version()).isEqualTo(1);
        assertThat(inserted.createdAt()).isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES));

        factory.inStatelessTransaction(session -> {
            StoredObject found = session.get(StoredObject.class, key);
            ((ObjectNode) found.getContent()).put("b", 2);
            session.update(found);
        });
        StoredDocument updated = load(store, note("stateless")).orElseThrow();
        assertThat(updated.content()).isEqualTo("{\"a\":1,\"b\":2}");
        assertThat(updated.version()).isEqualTo(2);
        assertThat(updated.updatedAt()).isAfterOrEqualTo(inserted.updatedAt());
        StoredObject sealed = factory.fromStatelessTransaction(session -> session.get(StoredObject.class, key));
        assertThat(sealed.getChecksum())
                .isEqualTo(Checksum.of(note("stateless"), updated.content(), updated.metadata()));

        assertThatThrownBy(() -> factory.inStatelessTransaction(session -> session.upsert(sealed)))
                .isInstanceOf(BulkStatementException.class)
                .hasMessageContainingAll("'stateless'", "save of the store");
        factory.inStatelessTransaction(session -> session.delete(sealed));
        assertThat(load(store, note("stateless"))).isEmpty();
    }

    private static void checkStale(StorageBackend store, EntityManagerFactory factory) {
        StoredObject detached;
        try (EntityManager entities = factory.createEntityManager()) {
            detached = entities.find(StoredObject.class, new StoredObject.Key("note", "n2"));
        }
        save(store, write(note("n2"), "{\"a\":2}"));
        ((ObjectNode) detached.getContent()).put("a", 3);
        assertThatThrownBy(() -> factory.runInTransaction(entities -> entities.merge(detached)))
                .isInstanceOf(OptimisticLockException.class);
        assertThat(load(store, note("n2")).orElseThrow().content()).isEqualTo("{\"a\":2}");
    }

    @Test
    void toString_hasNoContent() {
        StoredObject object =
                new StoredObject(note("n1"), new JsonConverter().convertToEntityAttribute("{\"a\":\"secret\"}"));
        assertThat(object).hasToString("note 'n1' version 0");
    }

    @Test
    void convert_anyNumber_keepsEveryDigit() {
        JsonConverter converter = new JsonConverter();
        assertThat(converter.convertToDatabaseColumn(converter.convertToEntityAttribute(EXACT)))
                .isEqualTo(EXACT);
        assertThat(converter.convertToDatabaseColumn(null)).isNull();
        assertThat(converter.convertToEntityAttribute(null)).isNull();
    }

    @Test
    void convert_numberWithAnExponentBeyondAnInteger_isRefused() {
        assertThatThrownBy(() -> new JsonConverter().convertToEntityAttribute("{\"n\":1e99999999999}"))
                .isInstanceOf(DocumentFormatException.class)
                .hasMessageContaining("exponent");
    }

    @Test
    void convert_noJson_isRefusedWithoutQuotingIt() {
        JsonConverter converter = new JsonConverter();
        for (String text : new String[] {"{\"secret\":1,\"secret\":2}", "{} secret", "{secret", "\"secret"}) {
            assertThatThrownBy(() -> converter.convertToEntityAttribute(text))
                    .isInstanceOf(DocumentFormatException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageContaining("line 1");
        }
    }
}
