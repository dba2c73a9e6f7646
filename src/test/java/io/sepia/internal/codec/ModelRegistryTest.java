package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.MappingException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelRegistryTest {
    private final SealedTypes sealedTypes = new SealedTypes(List.of(), true, null);
    private final ObjectMapper mapper = Mappers.own();
    private final ModelRegistry registry = new ModelRegistry(mapper, sealedTypes, Map.of());

    ModelRegistryTest() {
        Mappers.adapt(mapper, sealedTypes, true);
    }

    @Stored(value = "note", events = true, onDelete = OnDelete.REFUSE)
    static class Note {
        @ObjectId
        String key;

        String id;

        @Version
        long version;
    }

    @Stored("note")
    record Namesake(String id) {}

    sealed interface Figure permits Circle {}

    record Circle(String id) implements Figure {}

    record TwoIds(@ObjectId String a, @ObjectId String b) {}

    record NoId(String name) {}

    record DoubleId(double id) {}

    record TextVersion(String id, @Version String version) {}

    static class WithJpaVersion {
        String id;

        @jakarta.persistence.Version
        long count;
    }

    static class NoConstructor {
        String id;

        NoConstructor(String id) {
            this.id = id;
        }
    }

    static class WithCreator {
        String id;

        @JsonCreator
        WithCreator(@com.fasterxml.jackson.annotation.JsonProperty("id") String id) {
            this.id = id;
        }
    }

    enum Colour {
        RED
    }

    abstract static class Half {
        String id;
    }

    class Inner {
        String id;
    }

    @Test
    void model_isMadeOnce_fromTheAnnotations() {
        ObjectModel<Note> model = registry.model(Note.class);
        assertThat(registry.model(Note.class)).isSameAs(model);
        assertThat(model.name()).isEqualTo("note");
        assertThat(model.idProperty()).isEqualTo("key");
        assertThat(model.versionProperty()).isEqualTo("version");
        assertThat(model.isMadeEmpty()).isTrue();
        assertThat(registry.onDelete("note")).contains(OnDelete.REFUSE);
        assertThat(registry.withEvents()).containsExactly("note");
    }

    @Test
    void model_versionOfJpa_countsAsWell() {
        assertThat(registry.model(WithJpaVersion.class).versionProperty()).isEqualTo("count");
    }

    @Test
    void model_recordsAndCreators_areMadeWhole() {
        assertThat(registry.model(Circle.class).isMadeEmpty()).isFalse();
        assertThat(registry.model(WithCreator.class).isMadeEmpty()).isFalse();
    }

    static Stream<Arguments> unsuitable() {
        return Stream.of(
                Arguments.of(String.class, "not a class of the application"),
                Arguments.of(Figure.class, "is abstract"),
                Arguments.of(Half.class, "is abstract"),
                Arguments.of(Colour.class, "is an enum"),
                Arguments.of(Inner.class, "is an inner class"),
                Arguments.of(new Note() {}.getClass(), "has no name"),
                Arguments.of(TwoIds.class, "@ObjectId on [a, b]"),
                Arguments.of(NoId.class, "has no id"),
                Arguments.of(DoubleId.class, "its type is double"),
                Arguments.of(TextVersion.class, "its type is java.lang.String"),
                Arguments.of(NoConstructor.class, "cannot be instantiated when it is loaded"));
    }

    @ParameterizedTest
    @MethodSource("unsuitable")
    void model_ofAClassThatCannotBeStored_isRefused(Class<?> type, String problem) {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> registry.model(type))
                .withMessageContaining(type.getName())
                .withMessageContaining(problem);
    }

    @Test
    void model_secondClassOfAName_isRefused() {
        registry.model(Note.class);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> registry.model(Namesake.class))
                .withMessageContaining(Note.class.getName())
                .withMessageContaining(Namesake.class.getName())
                .withMessageContaining("'note'");
    }

    @Test
    void target_isThePermittedClassOfThatName() {
        assertThat(registry.target(new ObjectKey("Circle", "c"), Figure.class).type())
                .isEqualTo(Circle.class);
        assertThat(registry.target(new ObjectKey("note", "n"), Note.class).type())
                .isEqualTo(Note.class);
        assertThat(registry.target(new ObjectKey("note", "n"), Object.class).type())
                .as("a class that was used")
                .isEqualTo(Note.class);
    }

    @Test
    void target_nameOfNoFittingClass_isNeverLoadedByName() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> registry.target(new ObjectKey(NoId.class.getName(), "x"), Object.class));
        registry.model(Note.class);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> registry.target(new ObjectKey("note", "n"), Figure.class))
                .withMessageContaining("note 'n'")
                .withMessageContaining(Figure.class.getName());
    }

    public static class Open {
        public String id;
    }

    public static class Made extends Open {}

    /** Defines a class as proxies are defined: its loader has no file of it. */
    private static final class Generator extends ClassLoader {
        Generator() {
            super(ModelRegistryTest.class.getClassLoader());
        }

        Class<?> define(Class<?> like) throws IOException {
            try (InputStream file =
                    getParent().getResourceAsStream(like.getName().replace('.', '/') + ".class")) {
                byte[] code = file.readAllBytes();
                return defineClass(like.getName(), code, 0, code.length);
            }
        }

        @Override
        public URL getResource(String name) {
            return null;
        }
    }

    @Test
    void model_subclassGeneratedAtRunTime_isRefused() throws IOException {
        Class<?> generated = new Generator().define(Made.class);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> registry.model(generated))
                .withMessageContaining("generated at run time")
                .withMessageContaining("Hibernate.unproxy");
        assertThat(registry.model(Made.class).name()).isEqualTo("Made");
    }
}
