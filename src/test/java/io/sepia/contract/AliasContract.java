package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.NotMigratedException;
import io.sepia.error.NotUniqueException;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import org.junit.jupiter.api.Test;

/** Properties that once had another name, in queries, orders and indexes. */
interface AliasContract extends StorageFixture {
    @Stored
    class Essay {
        @ObjectId
        String id;

        @Indexed
        @JsonAlias({"title", "name"})
        String heading;

        Cover cover;

        Essay() {}

        Essay(String id, String heading) {
            this.id = id;
            this.heading = heading;
        }
    }

    record Cover(@JsonAlias("colour") String color) {}

    @Stored
    class Member {
        @ObjectId
        String id;

        @Indexed(unique = true)
        @JsonAlias("mail")
        String email;

        Member() {}

        Member(String id, String email) {
            this.id = id;
            this.email = email;
        }
    }

    private void fill() {
        storage().save(new Essay("a", "B"));
        storage().documents("Essay").save("b", "{\"id\":\"b\",\"title\":\"C\",\"cover\":{\"colour\":\"red\"}}");
        storage().documents("Essay").save("c", "{\"id\":\"c\",\"name\":\"A\",\"cover\":{\"color\":\"red\"}}");
    }

    @Test
    default void query_aliasedProperty_findsEveryNameByEveryName() {
        fill();
        for (String name : new String[] {"heading", "title", "name"}) {
            assertThat(storage().query(Essay.class).where(field(name).eq("C")).ids())
                    .containsExactly("b");
            assertThat(storage().query(Essay.class).where(name + " >= 'B'").ids())
                    .containsExactly("a", "b");
            assertThat(storage().query(Essay.class).orderBy(name).ids()).containsExactly("c", "a", "b");
            assertThat(storage()
                            .query(Essay.class)
                            .orderBy(name + " desc")
                            .limit(1)
                            .ids())
                    .containsExactly("b");
        }
        assertThat(storage()
                        .query(Essay.class)
                        .where(field("cover.color").eq("red"))
                        .ids())
                .containsExactly("b", "c");
        assertThat(storage().query(Essay.class).where(field("heading").ne("C")).delete())
                .isEqualTo(2);
    }

    @Test
    default void index_byAFormerName_isThatOfTheProperty() {
        assertThat(storage().indexes().on(Essay.class, "title"))
                .isEqualTo(storage().indexes().on(Essay.class, "heading"));
        assertThat(storage().indexes().on(Essay.class, "heading").fields()).containsExactly("heading");
    }

    @Test
    default void requireIndex_aliasedProperty_isRefused() {
        fill();
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage()
                        .query(Essay.class)
                        .where(field("title").eq("C"))
                        .requireIndex());
    }

    @Test
    default void save_loadedWithAFormerName_isStoredUnderThePresentName() {
        fill();
        storage().save(storage().load(Essay.class, "b"));

        assertThat(content("Essay", "b")).contains("\"heading\":\"C\"").doesNotContain("title", "colour");
    }

    @Test
    default void uniqueIndex_valuesUnderAFormerName_areRefusedNotIgnored() {
        storage().documents("Member").save("a", "{\"id\":\"a\",\"mail\":\"x\"}");

        assertThatExceptionOfType(NotMigratedException.class)
                .isThrownBy(saving(new Member("b", "x")))
                .withMessageContaining("mail");
        storage().documents("Member").save("a", "{\"id\":\"a\",\"email\":\"x\"}");
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(saving(new Member("b", "x")));
    }

    @Test
    default void load_valuesUnderSeveralNames_isRefusedNotLost() {
        for (String both : new String[] {
            "\"heading\":\"new\",\"title\":\"old\"",
            "\"title\":\"old\",\"heading\":\"new\"",
            "\"name\":\"a\",\"title\":\"a\""
        }) {
            storage().documents("Essay").save("a", "{\"id\":\"a\"," + both + "}");
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> storage().load(Essay.class, "a"))
                    .withMessageContaining("Essay 'a'")
                    .withMessageContaining("heading has values under several of its names");
        }
        storage().documents("Essay").save("a", "{\"cover\":{\"color\":\"red\",\"colour\":\"blue\"}}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(Essay.class, "a"));
    }

    @Test
    default void load_nullUnderAnotherName_keepsTheValue() {
        for (String both : new String[] {"\"heading\":\"new\",\"title\":null", "\"title\":null,\"heading\":\"new\""}) {
            storage().documents("Essay").save("a", "{\"id\":\"a\"," + both + "}");
            Essay loaded = storage().load(Essay.class, "a");
            assertThat(loaded.heading).isEqualTo("new");
            storage().save(loaded);
            assertThat(content("Essay", "a")).contains("\"heading\":\"new\"").doesNotContain("title");
        }
    }
}
