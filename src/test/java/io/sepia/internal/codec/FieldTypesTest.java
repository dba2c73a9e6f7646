package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypesTest {
    private final SealedTypes sealedTypes = new SealedTypes(List.of(), true, null);
    private final ObjectMapper mapper = Mappers.own();
    private final FieldTypes types = new FieldTypes(mapper, sealedTypes);

    @Stored
    record Author(String id, String name) {}

    record Title(@JsonValue String text) {}

    record Status(boolean deprecated) {}

    sealed interface Figure permits Circle, Square {}

    record Circle(int radius, String label) implements Figure {}

    record Square(int side, int label) implements Figure {}

    static class Note {
        String id;
        Status status;
        Optional<Status> formerStatus;
        List<Status> history;
        int[] counts;
        byte[] bytes;
        Map<String, Status> byName;
        Author author;
        Ref<Author> editor;
        Title title;
        Figure figure;
        Object anything;
        JsonNode tree;

        @JsonProperty("renamed")
        String field;

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        int formatted;
    }

    static class Open {
        String id;

        @JsonAnyGetter
        Map<String, Object> others = new HashMap<>();
    }

    FieldTypesTest() {
        Mappers.adapt(mapper, sealedTypes, true);
    }

    private @Nullable Class<?> at(Class<?> type, String path) {
        JavaType found = types.at(mapper.constructType(type), FieldPath.parse(path), true);
        return found == null ? null : found.getRawClass();
    }

    @ParameterizedTest
    @CsvSource({
        "id, java.lang.String",
        "status.deprecated, boolean",
        "formerStatus.deprecated, boolean",
        "history[3].deprecated, boolean",
        "counts[0], int",
        "byName.\"any key\".deprecated, boolean",
        "renamed, java.lang.String",
        "figure.radius, int",
        "figure.$type, java.lang.String",
        "formatted, int",
        "figure.label, java.lang.Object"
    })
    void at_pathOfTheClass_isTheDeclaredType(String path, Class<?> type) {
        assertThat(at(Note.class, path)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anything.a.b", "tree.a[3]", "author.$ref.id", "editor.$ref.class"})
    void at_placeOfWhichTheClassSaysNothing_isUnknown(String path) {
        assertThat(at(Note.class, path)).isNull();
    }

    @Test
    void at_memberOfAnOpenClass_isUnknown() {
        assertThat(at(Open.class, "whatever.it.is")).isNull();
        assertThat(at(Open.class, "id")).isEqualTo(String.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "statas | no property 'statas'",
                "status.depricated | Nearest are deprecated",
                "field | Nearest are",
                "author.name | through a reference to an object of class Author",
                "editor.name | through a reference to an object of class Author",
                "history.deprecated | a member of an array",
                "status[0] | an element of a Status",
                "byName[0] | an element of a Map",
                "id.length | a member of a String, which has none",
                "title.text | a member of a String, which has none",
                "counts[0].x | a member of a int, which has none"
            })
    void at_pathThatNoDocumentHas_isRefused(String path, String problem) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> at(Note.class, path))
                .withMessageContaining(problem)
                .withMessageContaining(path);
    }

    @Test
    void unknown_namesTheNearestFirst_andAtMostTwelve() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> at(Note.class, "Autor"))
                .withMessageContaining("Nearest are author,")
                .withMessageContaining(", …");
    }

    @Test
    void target_ofRefsAndStoredClasses_isTheClassReferredTo() {
        JavaType ref = mapper.getTypeFactory().constructParametricType(Ref.class, Author.class);
        assertThat(FieldTypes.isReference(ref)).isTrue();
        assertThat(FieldTypes.target(ref)).isEqualTo(Author.class);
        assertThat(FieldTypes.target(mapper.constructType(Author.class))).isEqualTo(Author.class);
        assertThat(FieldTypes.isReference(mapper.constructType(Status.class))).isFalse();
    }
}
