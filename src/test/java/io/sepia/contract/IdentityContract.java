package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidKeyException;
import io.sepia.error.MappingException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which property is the id, who assigns it, and which classes can be stored. */
interface IdentityContract extends StorageFixture {
    class TextId {
        String id;
        String title;

        TextId() {}

        TextId(String id, String title) {
            this.id = id;
            this.title = title;
        }
    }

    class UuidId {
        UUID id;
    }

    class LongId {
        long id;
    }

    class BoxedLongId {
        Long id;
    }

    class IntId {
        int id;
    }

    class Hidden {
        private String id;
        private final List<String> words = new ArrayList<>();

        private Hidden() {}
    }

    class Marked {
        String id = "not the key";

        @ObjectId
        String name;
    }

    record Author(@ObjectId String id, String name) {}

    record Serial(UUID id, int number) {}

    record Numbered(long id, String name) {}

    class Anonymous {
        String name;
    }

    class OddId {
        double id;
    }

    class TwoIds {
        @ObjectId
        String a;

        @ObjectId
        String b;
    }

    class NoWayToMake {
        String id;

        NoWayToMake(String id) {
            this.id = id;
        }
    }

    abstract class Abstract {
        String id = "a";
    }

    enum Colour {
        RED
    }

    @Stored("twin")
    class FirstTwin {
        String id = "a";
    }

    @Stored("twin")
    class SecondTwin {
        String id = "b";
    }

    @Stored("parent")
    class Parent {
        String id = "a";
    }

    class Child extends Parent {}

    @Test
    default void save_absentStringId_isAssignedToTheObject() {
        TextId object = new TextId(null, "Engine");
        TextId saved = storage().save(object);
        assertThat(saved).isSameAs(object);
        assertThat(UUID.fromString(object.id).version()).isEqualTo(7);
        assertThat(storage().load(TextId.class, object.id).title).isEqualTo("Engine");
    }

    @Test
    default void save_absentUuid_isAssignedToTheObject() {
        UuidId object = storage().save(new UuidId());
        assertThat(object.id.version()).isEqualTo(7);
        assertThat(storage().load(UuidId.class, object.id).id).isEqualTo(object.id);
        assertThat(storage().load(UuidId.class, object.id.toString().toUpperCase(Locale.ROOT)).id)
                .isEqualTo(object.id);
    }

    @Test
    default void save_recordWithoutId_returnsCopyWithOne() {
        Author given = new Author(null, "Ada");
        Author saved = storage().save(given);
        assertThat(given.id()).isNull();
        assertThat(UUID.fromString(saved.id()).version()).isEqualTo(7);
        assertThat(saved.name()).isEqualTo("Ada");
        assertThat(storage().load(Author.class, saved.id())).isEqualTo(saved);
        Serial serial = storage().save(new Serial(null, 3));
        assertThat(serial.id().version()).isEqualTo(7);
        assertThat(storage().load(Serial.class, serial.id())).isEqualTo(serial);
    }

    @Test
    default void save_recordWithId_returnsTheSameInstance() {
        Author given = new Author("ada", "Ada");
        assertThat(storage().save(given)).isSameAs(given);
    }

    @Test
    default void save_assignedIds_areInTheOrderOfSaving() {
        List<String> assigned = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            assigned.add(storage().save(new TextId()).id);
        }
        assertThat(storage().ids(TextId.class)).containsExactlyElementsOf(assigned);
    }

    @Test
    default void save_numberIds_areFoundByNumberAndText() {
        LongId object = new LongId();
        object.id = Long.MAX_VALUE;
        storage().save(object);
        assertThat(storage().load(LongId.class, Long.MAX_VALUE).id).isEqualTo(Long.MAX_VALUE);
        assertThat(storage().load(LongId.class, "9223372036854775807").id).isEqualTo(Long.MAX_VALUE);
        BoxedLongId boxed = new BoxedLongId();
        boxed.id = -5L;
        storage().save(boxed);
        assertThat(storage().load(BoxedLongId.class, -5).id).isEqualTo(-5L);
        IntId narrow = new IntId();
        narrow.id = 12;
        storage().save(narrow);
        assertThat(storage().load(IntId.class, 12L).id).isEqualTo(12);
        assertThat(storage().exists(IntId.class, 13)).isFalse();
    }

    @Test
    default void save_absentNumberId_isRefusedWithTheRemedy() {
        for (Object each : List.of(new LongId(), new BoxedLongId(), new IntId(), new Numbered(0, "x"))) {
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(saving(each))
                    .withMessageContaining(each.getClass().getName())
                    .withMessageContaining("property id")
                    .withMessageContaining("Set it before saving");
        }
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void find_idOfAnotherKind_isRefused() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> storage().find(LongId.class, "abc"))
                .withMessageContaining("LongId")
                .withMessageContaining("whole number");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> storage().find(UuidId.class, "abc"))
                .withMessageContaining("UUID");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> storage().find(TextId.class, 1.5))
                .withMessageContaining("java.lang.Double");
    }

    @Test
    default void rollback_takesAssignedIdsBack() {
        TextId text = new TextId(null, "a");
        UuidId uuid = new UuidId();
        rolledBack(tx -> {
            tx.save(text);
            tx.saveAll(List.of(uuid));
            assertThat(text.id).isNotNull();
            assertThat(uuid.id).isNotNull();
        });
        assertThat(text.id).isNull();
        assertThat(uuid.id).isNull();
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void save_failing_takesAssignedIdsBack() {
        TextId good = new TextId(null, "a");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().saveAll(List.of(good, new LongId())));
        assertThat(good.id).isNull();
        assertThat(storage().count(TextId.class)).isZero();
    }

    @Test
    default void save_privateFieldsAndConstructor_areUsed() {
        Hidden object = new Hidden();
        object.words.add("engine");
        Hidden loaded = storage().load(Hidden.class, storage().save(object).id);
        assertThat(loaded).isNotSameAs(object);
        assertThat(loaded.words).containsExactly("engine");
    }

    @Test
    default void save_markedProperty_isTheIdInsteadOfTheOneCalledId() {
        Marked object = new Marked();
        object.name = "key";
        storage().save(object);
        assertThat(storage().ids(Marked.class)).containsExactly("key");
        assertThat(storage().load(Marked.class, "key").id).isEqualTo("not the key");
    }

    @Test
    default void load_contentWithAnotherId_isOverruledByTheKey() {
        storage().save(new TextId("a", "Engine"));
        assertThat(content("TextId", "a")).isEqualTo("{\"id\":\"a\",\"title\":\"Engine\"}");
        storage().documents("TextId").save("b", content("TextId", "a"));
        storage().documents("TextId").save("c", "{\"title\":\"no id\"}");
        storage().documents("LongId").save("7", "{\"id\":8}");
        storage().documents("Author").save("ada", "{\"id\":\"grace\",\"name\":\"Ada\"}");
        assertThat(storage().load(TextId.class, "b").id).isEqualTo("b");
        assertThat(storage().load(TextId.class, "c").id).isEqualTo("c");
        assertThat(storage().load(LongId.class, 7).id).isEqualTo(7);
        assertThat(storage().load(Author.class, "ada")).isEqualTo(new Author("ada", "Ada"));
    }

    @Test
    default void save_unsuitableId_isRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new Anonymous()))
                .withMessageContaining(Anonymous.class.getName())
                .withMessageContaining("@ObjectId");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new OddId()))
                .withMessageContaining("id")
                .withMessageContaining("double");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new TwoIds()))
                .withMessageContaining("a, b");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new NoWayToMake("a")))
                .withMessageContaining(NoWayToMake.class.getName())
                .withMessageContaining("@JsonCreator");
        assertThat(storage().classes()).isEmpty();
    }

    class Outer {
        class Inner {
            String id = "a";
        }
    }

    static List<Supplier<Object>> noObjects() {
        return List.of(
                () -> List.of("a"),
                ArrayList::new,
                () -> Map.of("id", "a"),
                () -> "text",
                () -> 7,
                () -> Colour.RED,
                () -> new String[] {"a"},
                () -> new TextId[0],
                () -> new Outer().new Inner(),
                () -> new Abstract() {},
                () -> new TextId("a", "b") {});
    }

    @ParameterizedTest
    @MethodSource("noObjects")
    default void save_whatIsNoObjectOfTheApplication_isRefused(Supplier<Object> given) {
        Object value = given.get();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(value))
                .withMessageContaining(value.getClass().getName())
                .withMessageContaining("cannot be stored");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().insert(value));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().saveGraph(value));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().saveAll(List.of(value)));
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void find_abstractClass_isRefusedWithTheRemedy() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().find(Abstract.class, "a"))
                .withMessageContaining("Name a concrete class");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().count(Runnable.class));
    }

    @Test
    default void save_twoClassesOfOneName_isRefused() {
        storage().save(new FirstTwin());
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(saving(new SecondTwin()))
                .withMessageContaining(FirstTwin.class.getName())
                .withMessageContaining(SecondTwin.class.getName())
                .withMessageContaining("'twin'")
                .withMessageContaining("@Stored(\"another name\")");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().find(SecondTwin.class, "a"));
        assertThat(storage().classes()).isEqualTo(Map.of("twin", 1L));
    }

    @Test
    default void save_subclass_hasANameOfItsOwn() {
        storage().saveAll(List.of(new Parent(), new Child()));
        assertThat(storage().classes()).isEqualTo(Map.of("parent", 1L, "Child", 1L));
        assertThat(storage().load(Child.class, "a")).isExactlyInstanceOf(Child.class);
    }
}
