package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sepia.Indexes;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MappingException;
import io.sepia.error.NotUniqueException;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Indexes that classes declare, and indexes that applications manage. */
interface IndexedContract extends StorageFixture {
    @Stored("country")
    record Country(
            @ObjectId String code, @Indexed(unique = true) String name) {}

    @Stored("city")
    @Indexed({"country", "name"})
    @Indexed(
            value = {"mayor.name"},
            unique = true)
    final class City {
        @ObjectId
        String id = "";

        @Indexed
        String name = "";

        @Indexed
        @Nullable
        Country country;

        @Nullable
        Ref<Country> twin;

        @Nullable
        Mayor mayor;

        List<String> streets = List.of();

        @Version
        long version;

        static City of(String id, String name, @Nullable Country country) {
            City city = new City();
            city.id = id;
            city.name = name;
            city.country = country;
            return city;
        }
    }

    record Mayor(String name) {}

    private static List<String> described(List<IndexEntry> entries) {
        return entries.stream()
                .map(each -> each.definition() + (each.declared() ? " declared" : ""))
                .toList();
    }

    @Test
    default void indexed_firstWrite_buildsWhatTheClassesAskFor() {
        assertThat(storage().indexes().list()).isEmpty();
        storage().count(City.class);
        assertThat(storage().indexes().list()).isEmpty();
        storage().save(City.of("c1", "Paris", new Country("FR", "France")));
        assertThat(described(storage().indexes().list()))
                .containsExactly(
                        "city (country.$ref.id, name) declared",
                        "unique city (mayor.name) declared",
                        "city (name) declared",
                        "city (country.$ref.id) declared",
                        "unique country (name) declared");
        assertThat(storage().indexes().list(Country.class)).hasSize(1);
        assertThat(storage().indexes().list("unknown")).isEmpty();
    }

    @Test
    default void indexed_uniqueProperty_isRefusedByEachVerbAndTakenBack() {
        storage().save(new Country("FR", "France"));
        NotUniqueException error =
                catchThrowableOfType(NotUniqueException.class, () -> storage().save(new Country("XX", "France")));
        assertThat(error.className()).isEqualTo("country");
        assertThat(error.fields()).containsExactly("name");
        assertThat(error.ids()).containsExactly("XX", "FR");
        City city = City.of("c1", "Paris", new Country("XX", "France"));
        assertThatThrownBy(saving(city)).isInstanceOf(NotUniqueException.class);
        assertThat(city.version).isZero();
        assertThatThrownBy(
                        () -> storage().insertAll(List.of(new Country("DE", "Germany"), new Country("X", "Germany"))))
                .isInstanceOf(NotUniqueException.class);
        assertThatThrownBy(() -> storage().useTransaction(tx -> tx.save(new Country("X", "France"))))
                .isInstanceOf(NotUniqueException.class);
        assertThatThrownBy(() -> storage().documents("country").save("Y", "{\"name\":\"France\"}"))
                .isInstanceOf(NotUniqueException.class);
        assertThat(storage().ids(Country.class)).containsExactly("FR");
        storage().save(new Country("FR", "France"));
    }

    @Test
    default void indexed_firstWriteRolledBack_buildsWithTheNext() {
        rolledBack(tx -> tx.save(new Country("FR", "France")));
        assertThat(storage().indexes().list()).isEmpty();
        storage().save(new Country("FR", "France"));
        assertThat(storage().indexes().list()).hasSize(1);
        assertThatThrownBy(saving(new Country("XX", "France"))).isInstanceOf(NotUniqueException.class);
    }

    @Test
    default void indexed_uniqueOverDuplicates_refusesWritesUntilTheyAreGone() {
        storage().documents("country").save("A", "{\"name\":\"same\"}");
        storage().documents("country").save("B", "{\"name\":\"same\"}");
        NotUniqueException error =
                catchThrowableOfType(NotUniqueException.class, () -> storage().save(new Country("C", "other")));
        assertThat(error.ids()).containsExactly("A", "B");
        assertThat(storage().ids(Country.class)).containsExactly("A", "B");
        storage().delete(Country.class, "B");
        storage().save(new Country("C", "other"));
        assertThat(storage().indexes().list()).hasSize(1);
    }

    @Test
    default void indexes_keptByTheApplication_areAddedDroppedAndRebuilt() {
        Indexes indexes = storage().indexes();
        IndexDefinition untyped = IndexDefinition.of("log", "level", "time");
        storage().documents("log").save("1", "{\"level\":1}");
        assertThat(indexes.add(untyped)).isTrue();
        assertThat(indexes.add(untyped)).isFalse();
        IndexDefinition twin = indexes.on(City.class, "twin");
        assertThat(twin).isEqualTo(IndexDefinition.of("city", "twin.$ref.id"));
        assertThat(indexes.uniqueOn(City.class, "twin").fields()).containsExactly("twin.$ref.id", "twin.$ref.class");
        assertThat(indexes.add(twin)).isTrue();
        indexes.declare(City.class);
        assertThat(described(indexes.list("city"))).hasSize(5).contains("city (twin.$ref.id)");
        assertThat(indexes.rebuild("city")).isEqualTo(5);
        assertThat(indexes.rebuild(null)).isEqualTo(6);
        assertThat(indexes.drop(untyped)).isTrue();
        assertThat(indexes.drop(untyped)).isFalse();
        rolledBack(tx -> indexes.drop(twin));
        assertThat(indexes.list("city")).hasSize(5);
    }

    @Test
    default void indexes_ofPropertiesThatCannotBe_areRefusedNamingThem() {
        Indexes indexes = storage().indexes();
        for (String field : List.of("streets", "unknown", "version", "", "a..b")) {
            assertThatThrownBy(() -> indexes.on(City.class, field))
                    .as(field)
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining("City");
        }
    }

    @Test
    default void explain_andRequireIndex_agreeAboutTheIndex() {
        storage().save(City.of("c1", "Paris", null));
        var query = storage().query(City.class).where("name = 'Paris'");
        assertThat(query.explain().text()).isNotBlank();
        if (query.explain().isServed()) {
            assertThat(query.explain().indexes()).containsExactly(IndexDefinition.of("city", "name"));
            assertThat(query.requireIndex().ids()).containsExactly("c1");
        } else {
            assertThatThrownBy(query::requireIndex).isInstanceOf(InvalidQueryException.class);
        }
        var scan = storage().query(City.class).where("name contains 'x'");
        assertThat(scan.explain().isServed()).isFalse();
        assertThatThrownBy(scan::requireIndex)
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("city");
    }
}
