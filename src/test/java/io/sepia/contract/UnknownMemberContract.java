package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.error.UnknownMembersException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of stored documents that the class does not know. */
interface UnknownMemberContract extends StorageFixture {
    @Stored
    class Person {
        @ObjectId
        String id;

        String name;
        Home home;
        Person friend;

        Person() {}

        Person(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    record Home(String street) {}

    @Stored
    record Card(@ObjectId String id, String text, @Version long version) {}

    @Stored
    record Tag(@ObjectId String id, String text) {}

    @Stored
    @JsonIgnoreProperties(ignoreUnknown = true)
    class Tolerant {
        @ObjectId
        String id;

        String name;

        @JsonIgnore
        String secret;

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        String shown = "shown";
    }

    @Stored
    class Wrapping {
        @ObjectId
        String id;

        @JsonUnwrapped
        Home home;
    }

    @Stored
    @JsonDeserialize(builder = Built.Builder.class)
    record Built(@ObjectId String id, String name, Part part) {
        @JsonPOJOBuilder(withPrefix = "")
        static final class Builder {
            private String id;
            private String name;
            private Part part;

            @JsonProperty
            Builder id(String given) {
                id = given;
                return this;
            }

            @JsonProperty
            Builder name(String given) {
                name = given;
                return this;
            }

            @JsonProperty
            Builder part(Part given) {
                part = given;
                return this;
            }

            Built build() {
                return new Built(id, name, part);
            }
        }
    }

    @JsonDeserialize(builder = Part.Builder.class)
    record Part(
            int size,

            @JsonProperty(access = JsonProperty.Access.READ_ONLY)
            int twice) {
        static final class Builder {
            private int size;

            @JsonProperty
            Builder withSize(int given) {
                size = given;
                return this;
            }

            Part build() {
                return new Part(size, 2 * size);
            }
        }
    }

    private void put(String className, String id, String json) {
        storage().documents(className).save(id, json);
    }

    @Test
    default void load_unknownMembers_areIgnoredWhateverTheMapper() {
        ObjectMapper strict = JsonMapper.builder()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        Storage other = open(builder -> builder.mapper(strict));
        other.documents("Tag").save("a", "{\"id\":\"a\",\"text\":\"t\",\"color\":\"red\"}");

        assertThat(other.load(Tag.class, "a")).isEqualTo(new Tag("a", "t"));
    }

    @Test
    default void save_refusedInATransaction_writesNothingAndLetsTheTransactionGoOn() {
        storage().save(new Tag("a", "t"));
        put("Tag", "b", "{\"id\":\"b\",\"text\":\"t\",\"color\":\"red\"}");

        storage().useTransaction(tx -> {
            tx.save(new Tag("c", "t"));
            assertThatExceptionOfType(UnknownMembersException.class).isThrownBy(() -> tx.save(new Tag("b", "u")));
            tx.save(new Tag("d", "t"));
        });

        assertThat(storage().documents("Tag").load("b").content()).contains("red");
        assertThat(storage().query(Tag.class).ids()).containsExactly("a", "b", "c", "d");
    }

    @Test
    default void save_objectStoredInTheSameTransaction_isReplaced() {
        storage().save(new Tag("a", "t"));

        storage().useTransaction(tx -> {
            tx.save(new Tag("b", "t"));
            tx.save(new Tag("b", "u"));
        });

        assertThat(storage().load(Tag.class, "b")).isEqualTo(new Tag("b", "u"));
    }

    @Test
    default void save_loadedObject_keepsUnknownMembers() {
        put("Person", "a", "{\"id\":\"a\",\"name\":\"Ada\",\"age\":3.50,\"tags\":[{\"x\":1}]}");
        Person loaded = storage().load(Person.class, "a");
        loaded.name = "Eve";
        storage().save(loaded);
        loaded.name = "Eva";
        storage().update(loaded);

        assertThat(content("Person", "a"))
                .contains("\"Eva\"")
                .contains("\"age\":3.50")
                .contains("\"tags\":[{\"x\":1}]");
    }

    @Test
    default void save_inTransactionOfTheLoad_keepsUnknownMembers() {
        put("Person", "a", "{\"id\":\"a\",\"name\":\"Ada\",\"age\":3}");
        storage().useTransaction(tx -> {
            Person loaded = tx.query(Person.class).first().orElseThrow();
            loaded.name = "Eve";
            tx.saveAll(List.of(loaded, new Person("b", "Bob")));
        });

        assertThat(content("Person", "a")).contains("\"Eve\"").contains("\"age\":3");
    }

    @Test
    default void saveGraph_loadedObjects_keepTheirUnknownMembers() {
        put("Person", "a", "{\"id\":\"a\",\"name\":\"Ada\",\"age\":3}");
        put("Person", "b", "{\"id\":\"b\",\"friend\":{\"$ref\":{\"class\":\"Person\",\"id\":\"a\"}},\"size\":4}");
        storage().saveGraph(storage().load(Person.class, "b"));

        assertThat(content("Person", "a")).contains("\"age\":3");
        assertThat(content("Person", "b")).contains("\"size\":4");
    }

    @Test
    default void save_unknownMemberWithReference_staysAReferrer() {
        put("Person", "a", "{\"id\":\"a\"}");
        put("Person", "b", "{\"id\":\"b\",\"boss\":{\"$ref\":{\"class\":\"Person\",\"id\":\"a\"}}}");
        storage().save(storage().load(Person.class, "b"));

        assertThat(storage().whoReferences(Person.class, "a")).containsExactly(new ObjectKey("Person", "b"));
    }

    @Test
    default void update_recordMadeFromTheLoaded_keepsUnknownMembers() {
        put("Card", "a", "{\"id\":\"a\",\"text\":\"one\",\"color\":\"red\"}");
        Card second = storage().update(Card.class, "a", card -> new Card(card.id(), "two", card.version()));

        assertThat(content("Card", "a")).contains("\"two\"").contains("\"color\":\"red\"");
        assertThat(second.version()).isEqualTo(2);

        storage().save(second);
        assertThat(content("Card", "a")).contains("\"color\":\"red\"");
    }

    @Test
    default void save_copyOfALoadedRecord_isRefused() {
        put("Card", "a", "{\"id\":\"a\",\"text\":\"one\",\"color\":\"red\",\"size\":1}");
        Card loaded = storage().load(Card.class, "a");
        String before = content("Card", "a");

        assertThatExceptionOfType(UnknownMembersException.class)
                .isThrownBy(saving(new Card("a", "two", loaded.version())))
                .satisfies(e -> assertThat(e.members()).containsExactly("color", "size"))
                .satisfies(e -> assertThat(e.className() + "/" + e.id()).isEqualTo("Card/a"))
                .withMessageContaining("color, size")
                .withMessageContaining("unknown_members=keep");
        assertThat(content("Card", "a")).isEqualTo(before);
    }

    @Test
    default void save_notLoadedObject_isRefusedByEveryVerbThatReplaces() {
        put("Tag", "a", "{\"id\":\"a\",\"text\":\"one\",\"color\":\"red\"}");
        Tag other = new Tag("a", "two");

        assertThatExceptionOfType(UnknownMembersException.class).isThrownBy(saving(other));
        assertThatExceptionOfType(UnknownMembersException.class)
                .isThrownBy(() -> storage().update(other));
        assertThatExceptionOfType(UnknownMembersException.class)
                .isThrownBy(() -> storage().saveAll(List.of(new Tag("b", "new"), other)));
        assertThatExceptionOfType(UnknownMembersException.class)
                .isThrownBy(() -> storage().saveGraph(other));
        assertThatExceptionOfType(UnknownMembersException.class)
                .isThrownBy(() -> storage().useTransaction(tx -> tx.save(other)));
        assertThat(content("Tag", "a")).contains("red");
        assertThat(storage().exists(Tag.class, "b")).isFalse();
    }

    @Test
    default void save_notLoadedObjectWithNewTargets_isRefusedAsAWhole() {
        put("Person", "a", "{\"id\":\"a\",\"name\":\"Ada\",\"age\":3}");
        Person other = new Person("a", "Eve");
        other.friend = new Person(null, "Bob");

        assertThatExceptionOfType(UnknownMembersException.class).isThrownBy(saving(other));
        assertThat(storage().count(Person.class)).isEqualTo(1);
        assertThat(other.friend.id).isNull();
    }

    @Test
    default void save_notLoadedObject_replacesWhereNothingIsUnknown() {
        put("Tag", "a", "{\"id\":\"a\",\"text\":\"one\"}");
        storage().save(new Tag("a", "two"));
        storage().saveAll(List.of(new Tag("a", "three"), new Tag("b", "new")));
        storage().save(new Tag("b", "newer"));

        assertThat(storage().load(Tag.class, "a")).isEqualTo(new Tag("a", "three"));
        assertThat(storage().load(Tag.class, "b")).isEqualTo(new Tag("b", "newer"));
    }

    @Test
    default void save_documentThatGotUnknownMembersSinceItWasRead_isRefused() {
        storage().save(new Tag("a", "one"));
        storage().load(Tag.class, "a");
        put("Tag", "a", "{\"id\":\"a\",\"text\":\"one\",\"color\":\"red\"}");
        assertThatExceptionOfType(UnknownMembersException.class).isThrownBy(saving(new Tag("a", "two")));

        storage().documents("Tag").saveAll(java.util.Map.of("b", "{\"id\":\"b\",\"color\":\"red\"}"));
        assertThatExceptionOfType(UnknownMembersException.class).isThrownBy(saving(new Tag("b", "two")));
    }

    @Test
    default void save_afterARollback_seesTheStoredDocument() {
        put("Tag", "a", "{\"id\":\"a\",\"text\":\"one\",\"color\":\"red\"}");
        rolledBack(tx -> {
            tx.delete(Tag.class, "a");
            tx.save(new Tag("a", "two"));
            tx.load(Tag.class, "a");
        });
        rolledBack(tx -> {
            tx.documents("Tag").save("a", "{\"id\":\"a\",\"text\":\"three\"}");
            tx.load(Tag.class, "a");
        });

        assertThatExceptionOfType(UnknownMembersException.class).isThrownBy(saving(new Tag("a", "two")));
    }

    @Test
    default void save_withOptionKeep_keepsThemForAnyObject() {
        Storage keeping = open(builder -> builder.option("unknown_members", "keep"));
        keeping.documents("Tag").save("a", "{\"id\":\"a\",\"text\":\"one\",\"color\":\"red\"}");
        keeping.save(new Tag("a", "two"));

        assertThat(keeping.documents("Tag").load("a").content())
                .contains("\"two\"")
                .contains("\"color\":\"red\"");
    }

    @Test
    default void save_withOptionDrop_dropsThem() {
        Storage dropping = open(builder -> builder.option("unknown_members", "drop"));
        dropping.documents("Tag").save("a", "{\"id\":\"a\",\"text\":\"one\",\"color\":\"red\"}");
        dropping.save(new Tag("a", "two"));

        assertThat(dropping.documents("Tag").load("a").content()).doesNotContain("color");
    }

    @Test
    default void save_unknownMemberOfAnEmbeddedObject_isRefused() {
        put("Person", "a", "{\"id\":\"a\",\"home\":{\"street\":\"High\",\"zip\":\"12\"},\"age\":3}");
        Person loaded = storage().load(Person.class, "a");

        assertThatExceptionOfType(UnknownMembersException.class)
                .isThrownBy(saving(loaded))
                .satisfies(e -> assertThat(e.members()).containsExactly("Home.zip"));
        assertThatExceptionOfType(UnknownMembersException.class)
                .isThrownBy(saving(new Person("a", "x")))
                .satisfies(e -> assertThat(e.members()).containsExactlyInAnyOrder("age", "Home.zip"));
    }

    @Test
    default void save_membersThatTheClassIgnores_areKept() {
        put("Tolerant", "a", "{\"id\":\"a\",\"name\":\"n\",\"secret\":\"s\",\"other\":1,\"shown\":\"old\"}");
        Tolerant loaded = storage().load(Tolerant.class, "a");
        assertThat(loaded.secret).isNull();
        storage().save(loaded);

        assertThat(content("Tolerant", "a"))
                .contains("\"secret\":\"s\"")
                .contains("\"other\":1")
                .contains("\"shown\":\"shown\"");
    }

    @Test
    default void insert_unknownMembersElsewhere_doNotMatter() {
        put("Tag", "a", "{\"id\":\"a\",\"color\":\"red\"}");
        storage().insert(new Tag("b", "two"));
        storage().insertAll(List.of(new Tag("c", "three")));

        assertThat(storage().count(Tag.class)).isEqualTo(3);
    }

    @Test
    default void save_besideUnwrappedProperties_keepsUnknownMembers() {
        put("Wrapping", "a", "{\"id\":\"a\",\"street\":\"High\",\"age\":3}");
        Wrapping loaded = storage().load(Wrapping.class, "a");
        assertThat(loaded.home).isEqualTo(new Home("High"));
        storage().save(loaded);

        assertThat(content("Wrapping", "a")).contains("\"age\":3").contains("High");
    }

    @Test
    default void save_objectMadeByABuilder_keepsUnknownMembers() {
        put("Built", "a", "{\"id\":\"a\",\"name\":\"n\",\"part\":{\"size\":2,\"twice\":4},\"age\":3}");
        Built loaded = storage().load(Built.class, "a");
        assertThat(loaded).isEqualTo(new Built("a", "n", new Part(2, 4)));
        storage().save(loaded);

        assertThat(content("Built", "a")).contains("\"age\":3");
    }
}
