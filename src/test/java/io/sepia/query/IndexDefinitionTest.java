package io.sepia.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidQueryException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexDefinitionTest {
    @Test
    void fields_writtenInAnotherForm_areTheSame() {
        IndexDefinition definition = new IndexDefinition("note", List.of("\"status\".\"done\"", "\"a.b\""), true);
        assertThat(definition.fields()).containsExactly("status.done", "\"a.b\"");
        assertThat(definition)
                .isEqualTo(IndexDefinition.of("note", "status.done", "\"a.b\"").asUnique())
                .hasToString("unique note (status.done, \"a.b\")");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> IndexDefinition.of("note", "a", "\"a\""))
                .withMessageContaining("names a field twice: a, a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.", "a[", "a[x]"})
    void fields_thatAreNoPaths_areRefused(String field) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new IndexDefinition("note", List.of("ok", field), false))
                .withMessageContaining("field");
    }
}
