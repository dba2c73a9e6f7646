package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Query;
import io.sepia.model.ObjectId;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryBindingTest {
    private final ObjectCodec codec = new ObjectCodec(new CodecSettings(null, List.of(), false), new Nowhere());

    static final class Nowhere implements Ref.Resolver {
        @Override
        public <T> Optional<T> resolve(ObjectKey key, Class<T> type) {
            return Optional.empty();
        }
    }

    @Stored
    record Author(@ObjectId String id, String name) {}

    enum Colour {
        RED
    }

    static class Note {
        @ObjectId
        String id;

        @Version
        long version;

        String title;
        int pages;
        boolean done;
        Colour colour;
        Instant at;
        LocalDate day;
        UUID uuid;
        Author author;
        Ref<Author> editor;
        Object anything;
        List<Author> authors;
        List<String> tags;
    }

    private String bind(Term condition) {
        return codec.bind(Query.ALL.where(condition), codec.model(Note.class))
                .condition()
                .text();
    }

    private static Term equal(String field, Object value) {
        return Term.compare(new Operand.Content(FieldPath.parse(field)), Comparison.EQUAL, Value.of(value));
    }

    private String bind(String condition) {
        return bind(Term.parse(condition));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title = 'a' | title = 'a'",
                "id = 'n1' | @id = 'n1'",
                "version > 3 | @version > 3",
                "title = null | title is null",
                "author = 'ada' | author = ref('Author', 'ada')",
                "editor in ('ada', 'bob') | editor in (ref('Author', 'ada'), ref('Author', 'bob'))",
                "authors any (@value = 'ada') | authors any (@value = ref('Author', 'ada'))",
                "at < '2026-01-31T13:00:00+01:00' | at < instant '2026-01-31T12:00:00Z'",
                "tags any (@value starts with 'a') | tags any (@value starts with 'a')",
                "anything = 1 and not (anything = 'x') | anything = 1 and not (anything = 'x')"
            })
    void bind_conditionInTermsOfTheClass_isOneInTermsOfItsDocuments(String condition, String bound) {
        assertThat(bind(condition)).isEqualTo(written(bound));
    }

    /** Returns the text of the expected condition. */
    private static String written(String text) {
        return Term.parse(text).text();
    }

    @Test
    void bind_valuesOfTheApplication_haveTheirStoredForm() {
        assertThat(bind(equal("colour", Colour.RED))).isEqualTo("colour = 'RED'");
        assertThat(bind(equal("day", LocalDate.of(2026, 1, 31)))).isEqualTo("day = '2026-01-31'");
        assertThat(bind(equal("author", new Author("ada", "Ada")))).isEqualTo("author = ref('Author', 'ada')");
        assertThat(bind(equal("anything", Ref.to(Author.class, "ada")))).isEqualTo("anything = ref('Author', 'ada')");
    }

    @Test
    void bind_order_asksForColumnsToo() {
        Query bound =
                codec.bind(Query.ALL.orderedBy(Criterion.parse("version desc, id, title")), codec.model(Note.class));
        assertThat(bound.order()).isEqualTo(Criterion.parse("@version desc, @id, title"));
    }

    @Test
    void bind_withoutAClass_checksNoField() {
        Query query = Query.ALL.where(Term.parse("no.such[3] = 'x' and id = 'n1'"));
        assertThat(codec.bind(query, null)).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "titel = 'a' | no property 'titel'",
                "pages = 'a' | is a int and is compared with a text",
                "title > 5 | is a String and is compared with a number",
                "done = 1 | is a boolean and is compared with a number",
                "at = 'yesterday' | is a point in time",
                "pages starts with 'a' | apply to texts only",
                "title any (@value = 'a') | not an array",
                "author.name = 'Ada' | through a reference"
            })
    void bind_whatNoDocumentCanMeet_isRefused(String condition, String problem) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> bind(condition))
                .withMessageContaining(problem);
    }

    @Test
    void bind_objectWithoutAnId_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> bind(equal("author", new Author(null, "new"))))
                .withMessageContaining("Field author")
                .withMessageContaining("Save it first");
    }
}
