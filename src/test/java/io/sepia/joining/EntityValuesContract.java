package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Root;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The values of entities: when they have changed, which are refused, and which entities are equal. */
abstract class EntityValuesContract extends JoiningFixture {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    static final StoredObject.Key KEY = new StoredObject.Key("note", "n");

    static ObjectNode obj() {
        return JSON.objectNode();
    }

    static StoredObject note(JsonNode content) {
        return new StoredObject(new ObjectKey("note", "n"), content);
    }

    private void commit(Consumer<EntityManager> work) {
        Units.commit(factory, work);
    }

    private StoredDocument stored() {
        return storage.documents("note").load("n");
    }

    private static ObjectNode numbers() {
        return obj().put("double", 1.5)
                .put("float", 1.1f)
                .put("long", 5L)
                .put("short", (short) 5)
                .put("large", 1e22)
                .put("decimal", new BigDecimal("1.10"))
                .put("bytes", new byte[] {1, 2, 3})
                .set("missing", JSON.missingNode());
    }

    @Test
    void persist_numbersAndBytesOfAnyClass_areWrittenOnce() {
        begin();
        StoredObject made = note(numbers());
        em.persist(made);
        em.flush();
        em.flush();
        for (int i = 0; i < 10; i++) {
            joined.documents("note").exists("n");
        }
        commit();

        assertThat(made.getVersion()).isEqualTo(1);
        assertThat(stored().version()).isEqualTo(1);
    }

    @Test
    void change_ofANumber_isWrittenOnceHoweverOftenItIsRead() {
        commit(other -> other.persist(note(obj().put("n", 1))));
        begin();
        StoredObject held = em.find(StoredObject.class, KEY);
        ((ObjectNode) held.getContent()).put("n", 5L);
        for (int i = 0; i < 10; i++) {
            joined.documents("note").exists("n");
        }
        commit();
        assertThat(stored().version()).isEqualTo(2);
    }

    @Test
    void setContent_toAnEqualValueOfOtherClasses_writesNothing() {
        commit(other -> other.persist(note(numbers())));
        commit(other -> other.find(StoredObject.class, KEY).setContent(numbers()));
        assertThat(stored().version()).isEqualTo(1);

        StoredObject detached = Units.committed(factory, other -> other.find(StoredObject.class, KEY));
        detached.setContent(numbers());
        commit(other -> other.merge(detached));
        assertThat(stored().version()).isEqualTo(1);
        commit(other -> other.find(StoredObject.class, KEY).setContent(numbers().put("double", "1.5")));
        assertThat(stored().version()).isEqualTo(2);
    }

    @Test
    void select_documentsWithLongNumbersNamesAndTexts_returnsAll() {
        String digits = "1".repeat(1_001);
        storage.documents("note").save("long", "{\"n\":" + digits + ",\"d\":0." + "1".repeat(5_000) + "}");
        storage.documents("note").save("name", "{\"" + "a".repeat(60_000) + "\":1}");
        storage.documents("note").save("large", "{\"n\":1e400,\"m\":-1e-400}");
        storage.documents("note").save("deep", "{\"n\":" + "[".repeat(400) + "]".repeat(400) + "}");

        List<StoredObject> found = Units.committed(
                factory,
                other -> other.createQuery("select o from StoredObject o order by o.objectId", StoredObject.class)
                        .getResultList());
        assertThat(found).extracting(StoredObject::getObjectId).containsExactly("deep", "large", "long", "name");
        assertThat(found.get(2).getContent().get("n").asText()).isEqualTo(digits);
    }

    @Test
    void content_thatIsNoObject_isRefusedWhenItIsSet() {
        StoredObject object = note(obj());
        for (JsonNode each : List.of(JSON.arrayNode(), JSON.textNode("a"), JSON.nullNode(), JSON.missingNode())) {
            assertThatThrownBy(() -> note(each)).isInstanceOf(DocumentFormatException.class);
            assertThatThrownBy(() -> object.setContent(each))
                    .isInstanceOf(DocumentFormatException.class)
                    .hasMessageContaining("note 'n'");
            assertThatThrownBy(() -> object.setMetadata(each)).isInstanceOf(DocumentFormatException.class);
        }
        assertThatThrownBy(() -> object.setContent(null)).isInstanceOf(DocumentFormatException.class);
        assertThat(object.getContent()).isEqualTo(obj());
    }

    @Test
    void flush_contentThatTheStoreWouldRefuse_isRefusedAndNotStored() {
        JsonNode deep = obj();
        for (int i = 0; i < 600; i++) {
            deep = obj().set("a", deep);
        }
        for (JsonNode each : List.of(
                deep,
                obj().put("nan", Double.NaN),
                obj().put("infinite", Float.POSITIVE_INFINITY),
                obj().set("n", JSON.numberNode(new BigDecimal("1".repeat(10_001)))))) {
            assertThatThrownBy(() -> commit(other -> other.persist(note(each))))
                    .hasStackTraceContaining(DocumentFormatException.class.getName());
        }
        assertThatThrownBy(() -> commit(other -> {
                    StoredObject object = note(obj());
                    object.setMetadata(obj().put("nan", Double.NaN));
                    other.persist(object);
                }))
                .hasStackTraceContaining(DocumentFormatException.class.getName());
        assertThat(storage.documents("note").count()).isZero();
    }

    @Test
    void persist_textWithHalfACharacter_comesBack() {
        commit(other -> other.persist(note(obj().put("half", "a\uD800b"))));
        assertThat(stored().content()).isEqualTo("{\"half\":\"a\\ud800b\"}");
        assertThat(Units.committed(factory, other -> other.find(StoredObject.class, KEY))
                        .getContent()
                        .get("half")
                        .textValue())
                .isEqualTo("a\uD800b");
        assertThat(stored().version()).isEqualTo(1);
    }

    @Test
    void objectType_followsTheContent() {
        ObjectNode reference = obj();
        reference.putObject("to").putObject("$ref").put("class", "note").put("id", "other");
        commit(other -> {
            StoredObject object = note(obj());
            object.setObjectType(ObjectType.CONTAINER);
            other.persist(object);
        });
        assertThat(stored().type()).isEqualTo(ObjectType.SERIALIZABLE);
        commit(other -> other.find(StoredObject.class, KEY).setContent(reference));
        assertThat(stored().type()).isEqualTo(ObjectType.CONTAINER);
        commit(other -> other.find(StoredObject.class, KEY).setContent(obj()));
        assertThat(stored().type()).isEqualTo(ObjectType.SERIALIZABLE);
    }

    @Test
    void equals_withAProxy_isTrueBothWays() {
        commit(other -> other.persist(note(obj())));
        begin();
        StoredObject proxy = em.getReference(StoredObject.class, KEY);
        StoredObject entity = Units.committed(factory, other -> other.find(StoredObject.class, KEY));
        assertThat(entity.equals(proxy)).isTrue();
        assertThat(proxy.equals(entity)).isTrue();
        assertThat(proxy).hasSameHashCodeAs(entity);
        assertThat(entity.equals(note(obj()))).isTrue();
        commit();
    }

    @Test
    void merge_newInstanceWithAKeyThatIsStored_isAConflict() {
        commit(other -> other.persist(note(obj().put("n", 1))));
        assertThatThrownBy(() -> commit(other -> other.merge(note(obj().put("n", 2)))))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> commit(other -> {
                    other.find(StoredObject.class, KEY);
                    other.merge(note(obj().put("n", 3)));
                }))
                .isInstanceOf(RuntimeException.class);

        assertThat(stored().content()).isEqualTo("{\"n\":1}");
        assertThat(stored().version()).isEqualTo(1);
    }

    @Test
    void merge_newInstance_storesIt() {
        StoredObject merged = Units.committed(factory, other -> other.merge(note(obj().put("n", 1))));
        assertThat(merged.getVersion()).isEqualTo(1);
        assertThat(stored().version()).isEqualTo(1);
        commit(other -> {
            merged.setContent(obj().put("n", 2));
            other.merge(merged);
        });
        assertThat(stored().version()).isEqualTo(2);
        commit(other -> other.remove(other.merge(Units.committed(factory, one -> one.find(StoredObject.class, KEY)))));
        assertThat(storage.documents("note").exists("n")).isFalse();
    }

    @Test
    void queries_compareAttributesWithTheTypesOfTheirGetters() {
        Units.commit(factory, other -> other.persist(note(obj())));
        Units.commit(factory, other -> {
            StoredObject found = other.find(StoredObject.class, KEY);
            TypedQuery<String> query = other.createQuery(
                    "select o.objectId from StoredObject o where o.createdAt = :created and o.updatedAt between :created"
                            + " and :later and o.objectType = :type and o.version = :version and o.id = :id"
                            + " and o.checksum = :checksum and o.className in :names",
                    String.class);
            query.setParameter("created", found.getCreatedAt())
                    .setParameter("later", found.getUpdatedAt().plusSeconds(1))
                    .setParameter("type", found.getObjectType())
                    .setParameter("version", found.getVersion())
                    .setParameter("id", found.getId())
                    .setParameter("checksum", found.getChecksum())
                    .setParameter("names", List.of("note"));
            assertThat(query.getResultList()).containsExactly("n");
            assertThat(other.createQuery(
                                    "select max(o.createdAt), min(o.objectType) from StoredObject o", Object[].class)
                            .getSingleResult())
                    .containsExactly(found.getCreatedAt(), ObjectType.SERIALIZABLE);
            assertThat(other.createQuery(
                                    "select o.objectId from StoredObject o where o.objectType = SERIALIZABLE"
                                            + " order by o.createdAt desc",
                                    String.class)
                            .getResultList())
                    .containsExactly("n");
            CriteriaBuilder criteria = other.getCriteriaBuilder();
            CriteriaQuery<StoredObject> select = criteria.createQuery(StoredObject.class);
            Root<StoredObject> root = select.from(StoredObject.class);
            select.where(
                    criteria.lessThanOrEqualTo(root.get("createdAt"), found.getCreatedAt()),
                    criteria.equal(root.get("objectType"), ObjectType.SERIALIZABLE));
            assertThat(other.createQuery(select).getResultList()).containsExactly(found);
        });
    }

    /** In SQL, times are numbers of microseconds. SQLite would compare them with texts. */
    @Test
    void queries_thatCompareATimeWithOneOfTheDatabase_areRefusedWithTheRemedy() {
        Units.commit(factory, other -> other.persist(note(obj())));
        for (String hql : List.of(
                "select o from StoredObject o where o.createdAt > instant - 7 day",
                "select o from StoredObject o where current_timestamp >= o.updatedAt",
                "select o from StoredObject o where o.createdAt between :now and local datetime",
                "select o from StoredObject o where o.createdAt in (:now, instant)",
                "select o from StoredObject o where o.createdAt is distinct from cast('2026-01-01T00:00:00Z' as Instant)",
                "select c from Customer c where exists (select 1 from StoredObject o where o.createdAt < offset datetime)",
                "select o.className from StoredObject o group by o.className having max(o.createdAt) < instant",
                "delete Customer c where exists (select 1 from StoredObject o where o.createdAt < instant - 7 day)")) {
            assertThatThrownBy(() -> Units.commit(factory, other -> {
                        Query query = other.createQuery(hql);
                        if (hql.contains(":now")) {
                            query.setParameter("now", Instant.now());
                        }
                        if (hql.startsWith("delete")) {
                            query.executeUpdate();
                        } else {
                            query.getResultList();
                        }
                    }))
                    .hasMessageContainingAll("createdAt", "parameter of the type Instant");
        }
        Units.commit(factory, other -> {
            other.persist(new Customer(1, "ada"));
            assertThat(other.createQuery("update Customer set name = 'bob'").executeUpdate())
                    .isOne();
            assertThat(other.createQuery("delete Customer").executeUpdate()).isOne();
        });
    }
}
