package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShapesTest {
    private final SealedTypes sealedTypes = new SealedTypes(List.of(), true, null);
    private final ObjectMapper mapper = Mappers.own();
    private final Shapes shapes = new Shapes(mapper, sealedTypes);

    @Stored
    record Author(String id) {}

    static class Note {
        String id;
        Author author;
        Ref<Author> editor;
        List<Ref<Author>> readers;
        Map<String, Author> byName;
        Optional<Author> reviewer;
        Author[] others;
        JsonNode raw;

        @JsonProperty("renamed")
        Part part;

        @JsonAlias("old")
        Author aliased;
    }

    static class Part {
        Author author;
        Part inner;
    }

    sealed interface Figure permits Circle, Square {}

    record Circle(Author centre) implements Figure {}

    record Square(Ref<Author> corner) implements Figure {}

    record Drawing(Figure figure) {}

    static class Open {
        String id;

        @JsonAnySetter
        Map<String, Object> others = new HashMap<>();
    }

    static class Unwrapping {
        String id;

        @JsonUnwrapped
        Part part;
    }

    ShapesTest() {
        Mappers.adapt(mapper, sealedTypes, true);
    }

    private Shape of(Class<?> type) {
        return shapes.ofRoot(mapper.constructType(type));
    }

    @Test
    void ofRoot_storedProperty_isReferredTo() {
        assertThat(of(Note.class).member("author")).isEqualTo(author());
        assertThat(of(Note.class).declared()).isEqualTo(Note.class);
    }

    private Shape author() {
        return new Shape.Whole(mapper.constructType(Author.class), shapes);
    }

    @Test
    void ofRoot_storedObjectThatIsEmbedded_hasTheMembersOfItsClass() {
        assertThat(author().member("no such")).isEqualTo(Shape.IGNORED);
        assertThat(new Shape.Whole(mapper.constructType(Note.class), shapes).member("author"))
                .isEqualTo(author());
    }

    @Test
    void ofRoot_refs_areLazy() {
        assertThat(of(Note.class).member("editor")).isEqualTo(new Shape.Lazy(Author.class));
        assertThat(of(Note.class).member("readers").element()).isEqualTo(new Shape.Lazy(Author.class));
    }

    @Test
    void ofRoot_containers_haveTheShapeOfTheirElements() {
        assertThat(of(Note.class).member("byName").member("any")).isEqualTo(author());
        assertThat(of(Note.class).member("others").element()).isEqualTo(author());
        assertThat(of(Note.class).member("reviewer").declared()).isEqualTo(Author.class);
    }

    @Test
    void ofRoot_treesAndUnknownMembers_areIgnored() {
        assertThat(of(Note.class).member("raw")).isEqualTo(Shape.IGNORED);
        assertThat(of(Note.class).member("raw").member("inside")).isEqualTo(Shape.IGNORED);
        assertThat(of(Note.class).member("no such")).isEqualTo(Shape.IGNORED);
    }

    @Test
    void ofRoot_renamedAndAliased_countByTheirNamesInJson() {
        assertThat(of(Note.class).member("part")).isEqualTo(Shape.IGNORED);
        assertThat(of(Note.class).member("renamed").member("author")).isEqualTo(author());
        assertThat(of(Note.class).member("old")).isEqualTo(author());
    }

    @Test
    void ofRoot_classThatContainsItself_isLaidOutAtAnyDepth() {
        Shape shape = of(Note.class).member("renamed");
        for (int depth = 0; depth < 20; depth++) {
            shape = shape.member("inner");
        }
        assertThat(shape.member("author")).isEqualTo(author());
    }

    @Test
    void ofRoot_sealedProperty_hasTheMembersOfAllImplementations() {
        Shape figure = of(Drawing.class).member("figure");
        assertThat(figure.member("centre")).isEqualTo(author());
        assertThat(figure.member("corner")).isEqualTo(new Shape.Lazy(Author.class));
    }

    @Test
    void ofRoot_classThatTakesAnyMember_mayHaveReferencesEverywhere() {
        assertThat(of(Open.class).member("whatever")).isEqualTo(Shape.ANYTHING);
        assertThat(of(Unwrapping.class).member("author")).isEqualTo(Shape.ANYTHING);
    }
}
