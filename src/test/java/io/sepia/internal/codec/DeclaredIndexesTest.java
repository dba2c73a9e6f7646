package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.error.MappingException;
import io.sepia.model.Indexed;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredIndexesTest {
    private static final ObjectMapper MAPPER = Mappers.own();

    @Stored
    record Author(String id) {}

    record Status(boolean done) {}

    @Indexed({"title", "status.done"})
    static class Note {
        String id;

        @Indexed(unique = true)
        String title;

        @Indexed
        Author author;

        @Indexed(unique = true)
        Ref<Author> editor;

        @Indexed
        Optional<String> subtitle;

        Status status;
        List<String> tags;
        Map<String, String> more;
        String[] lines;
        long version;
    }

    @Indexed
    record WithoutFields(String id) {}

    record WithFields(String id, @Indexed({"a", "b"}) String name) {}

    private static DeclaredIndexes of(Class<?> type) {
        return new DeclaredIndexes(
                type,
                "Note",
                MAPPER.getSerializationConfig().introspect(MAPPER.constructType(type)),
                Map.of(),
                Map.of(),
                "version");
    }

    @Test
    void all_annotationsOfClassAndProperties_areDefinitions() {
        assertThat(of(Note.class).all())
                .containsExactlyInAnyOrder(
                        IndexDefinition.of("Note", "title", "status.done"),
                        IndexDefinition.of("Note", "title").asUnique(),
                        IndexDefinition.of("Note", "author.$ref.id"),
                        IndexDefinition.of("Note", "editor.$ref.id", "editor.$ref.class")
                                .asUnique(),
                        IndexDefinition.of("Note", "subtitle"));
    }

    @Test
    void all_annotationInTheWrongPlace_isRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> of(WithoutFields.class).all())
                .withMessageContaining("without fields");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> of(WithFields.class).all())
                .withMessageContaining("Property name")
                .withMessageContaining("on the class");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "titel | has no property titel",
                "version | that is the version",
                "tags | which is a List",
                "more | which is a Map",
                "lines | which is a String[]",
                "a..b | has an invalid field"
            })
    void definition_fieldThatCannotBeIndexed_isRefused(String field, String problem) {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> of(Note.class).definition(false, field))
                .withMessageContaining(Note.class.getName())
                .withMessageContaining(problem);
    }

    @Test
    void definition_placeInsideAProperty_isTakenAsItIs() {
        assertThat(of(Note.class).definition(true, "tags[0]", "author.$ref.class"))
                .isEqualTo(IndexDefinition.of("Note", "tags[0]", "author.$ref.class")
                        .asUnique());
    }
}
