package io.sepia.corpus;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.StorageException;
import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is lost of a value is noticed after others of its kind came back at the same place, too. */
class LateValuesTest {
    private final Storage storage = StorageBuilder.of("memory").open();

    static class Holder {
        String id = "h";
        Map<String, String> map;
        Properties properties;
        Object any;
        Set<Map<String, String>> maps;
        Class<?> type;
        Map<Class<?>, String> byType;
        URI link;
        StringBuilder text;
        Part part;
    }

    record Part(Set<URI> links, List<Set<Integer>> groups) {}

    @JsonSerialize(using = ToStringSerializer.class)
    record Amount(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void refused(Holder holder) {
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> storage.save(holder));
    }

    @Test
    void save_comparatorAfterAMapWithout_isRefused() {
        Holder holder = new Holder();
        holder.map = new TreeMap<>(Map.of("a", "b"));
        storage.save(holder);
        holder.map = new TreeMap<>(Comparator.reverseOrder());
        holder.map.put("a", "b");
        refused(holder);
    }

    @Test
    void save_defaultsAfterPropertiesWithout_areRefused() {
        Holder holder = new Holder();
        holder.properties = new Properties();
        holder.properties.put("a", "b");
        storage.save(holder);
        Properties defaults = new Properties();
        defaults.put("c", "d");
        holder.properties = new Properties(defaults);
        holder.properties.put("a", "b");
        refused(holder);
    }

    @Test
    void save_valueWithASerializerOfItsClassAfterAText_isRefused() {
        Holder holder = new Holder();
        holder.any = "text";
        storage.save(holder);
        holder.any = new Amount("text");
        refused(holder);
    }

    @Test
    void save_comparatorOfAnElementOfASet_isRefused() {
        Holder holder = new Holder();
        TreeMap<String, String> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.put("a", "b");
        holder.maps = new LinkedHashSet<>(List.of(reversed));
        refused(holder);
        holder.maps = new LinkedHashSet<>(List.of(new HashMap<>(Map.of("a", "b")), new HashMap<>(Map.of("c", "d"))));
        storage.save(holder);
        assertThat(storage.load(Holder.class, "h").maps).isEqualTo(holder.maps);
    }

    @Test
    void classes_areNeitherSavedNorLoadedByTheirName() {
        Holder holder = new Holder();
        holder.type = String.class;
        refused(holder);
        holder.type = null;
        holder.byType = Map.of(String.class, "x");
        refused(holder);
        for (String each : List.of("\"type\":\"java.lang.Thread\"", "\"byType\":{\"java.lang.Thread\":\"x\"}")) {
            storage.documents("Holder").save("h", "{\"id\":\"h\"," + each + "}");
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> storage.load(Holder.class, "h"))
                    .withMessageContaining("no class is loaded");
        }
    }

    @Test
    void load_numberInPlaceOfAText_isRefused() {
        for (String each : List.of("link", "text")) {
            for (String value : List.of("5", "true", "1.5")) {
                storage.documents("Holder").save("h", "{\"id\":\"h\",\"" + each + "\":" + value + "}");
                assertThatExceptionOfType(StorageException.class)
                        .isThrownBy(() -> storage.load(Holder.class, "h"))
                        .withMessageContaining(each);
            }
        }
    }

    @Test
    void eq_setsInside_ignoresTheOrderOfElements() {
        Holder holder = new Holder();
        URI upper = URI.create("HTTP://E.example/a");
        URI other = URI.create("x:y");
        holder.part = new Part(new LinkedHashSet<>(List.of(upper, other)), List.of(new TreeSet<>(List.of(1, 2))));
        storage.save(holder);
        URI lower = URI.create("http://e.example/a");
        Part same = new Part(new LinkedHashSet<>(List.of(other, lower)), List.of(new LinkedHashSet<>(List.of(2, 1))));

        assertThat(same).isEqualTo(holder.part);
        assertThat(storage.query(Holder.class).where(field("part").eq(same)).ids())
                .containsExactly("h");
        assertThat(storage.query(Holder.class)
                        .where(field("part.links").eq(same.links()))
                        .ids())
                .containsExactly("h");
        assertThat(storage.query(Holder.class).where(field("part").ne(same)).delete())
                .isZero();
        Part less = new Part(Set.of(lower), same.groups());
        assertThat(storage.query(Holder.class).where(field("part").eq(less)).ids())
                .isEmpty();
    }

    record Reversed(String id, Map<String, String> map) {}

    @Test
    void save_recordWithAnApplicationsMapper_isComparedByItsComponents() {
        try (Storage own =
                StorageBuilder.of("memory").mapper(new ObjectMapper()).open()) {
            TreeMap<String, String> reversed = new TreeMap<>(Comparator.reverseOrder());
            reversed.put("a", "b");
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> own.save(new Reversed("r", reversed)))
                    .withMessageContaining("map");
        }
    }

    record Linked(String id, URI link) {}

    @Test
    void orderBy_typeWhoseOrderQueriesDoNotFollow_isRefused() {
        storage.save(new Linked("a", URI.create("x:y")));
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> storage.query(Linked.class).orderBy("link").ids())
                .withMessageContaining("URI");
    }
}
