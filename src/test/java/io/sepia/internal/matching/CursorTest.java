package io.sepia.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final Query QUERY =
            Query.ALL.where(Term.parse("category = 'css'")).orderedBy(Criterion.parse("title, size(tags) desc, other"));
    private static final Position POSITION =
            new Position(List.of(new Value.Text("é \" \\ \n \uD800"), Value.of(1.5), Value.NULL), "id é");

    @Test
    void read_whatWasWritten_isThePosition() {
        String cursor = Cursor.write("Feature", QUERY, POSITION);
        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.read("Feature", QUERY, cursor)).isEqualTo(POSITION);
    }

    @Test
    void read_ofAnotherLimit_isThePosition() {
        String cursor = Cursor.write("Feature", QUERY, POSITION);
        assertThat(Cursor.read("Feature", QUERY.limit(7), cursor)).isEqualTo(POSITION);
    }

    @Test
    void read_ofAnotherClassConditionOrOrder_isRefused() {
        String cursor = Cursor.write("Feature", QUERY, POSITION);
        assertRefused("Browser", QUERY, cursor);
        assertRefused("Feature", QUERY.where(Term.ALWAYS), cursor);
        assertRefused("Feature", QUERY.orderedBy(Criterion.parse("title desc, size(tags) desc, other")), cursor);
        assertRefused("Feature", QUERY.orderedBy(Criterion.parse("title")), cursor);
    }

    @Test
    void read_anyCharacterChanged_isRefused() {
        String cursor = Cursor.write("Feature", QUERY, POSITION);
        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused("Feature", QUERY, cursor.substring(0, i) + other + cursor.substring(i + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no cursor", "W10", "WzFd", "e30"})
    void read_noCursorAtAll_saysSo(String text) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Cursor.read("Feature", QUERY, text))
                .withMessageContaining("not a cursor");
    }

    private static void assertRefused(String className, Query query, String cursor) {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Cursor.read(className, query, cursor));
    }
}
