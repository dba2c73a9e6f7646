package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DocumentFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTextTest {
    private static DocumentText of(String json) {
        return DocumentText.of("Document 'd'", json);
    }

    @Test
    void of_object_isKeptAsItIsWithoutSpaceAroundIt() {
        DocumentText text = of(" \n{ \"a\": 1.50 }\t");
        assertThat(text.content()).isEqualTo("{ \"a\": 1.50 }");
        assertThat(text.isObject()).isTrue();
        assertThat(text.type()).isEqualTo(ObjectType.SERIALIZABLE);
        assertThat(of("[1]").isObject()).isFalse();
    }

    @Test
    void of_references_areFoundAtAnyDepth() {
        DocumentText text = of("{\"a\":[{\"b\":{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"}}}],"
                + "\"c\":{\"$ref\":{\"id\":\"bob\",\"class\":\"Author\"}},\"d\":{\"$ref\":\"text\"}}");
        assertThat(text.references()).containsExactly(new ObjectKey("Author", "ada"), new ObjectKey("Author", "bob"));
        assertThat(text.type()).isEqualTo(ObjectType.CONTAINER);
    }

    @Test
    void of_referenceWithANeighbourOrAnInvalidKey_isData() {
        assertThat(of("{\"$ref\":{\"class\":\"A\",\"id\":\"1\"},\"b\":2}").references())
                .isEmpty();
        assertThat(of("{\"$ref\":{\"class\":\"A\",\"id\":\"\"}}").references()).isEmpty();
        assertThat(of("{\"$$ref\":{\"class\":\"A\",\"id\":\"1\"}}").references())
                .isEmpty();
    }

    @Test
    void givenId_isTheTopMemberIfItIsTextOrAWholeNumber() {
        assertThat(of("{\"x\":{\"id\":\"inner\"},\"id\":\"outer\"}").givenId()).contains("outer");
        assertThat(of("{\"id\":7}").givenId()).contains("7");
        assertThat(of("{\"id\":7.5}").givenId()).isEmpty();
        assertThat(of("{\"id\":null}").hasIdMember()).isTrue();
        assertThat(of("{\"x\":{\"id\":1}}").hasIdMember()).isFalse();
    }

    @Test
    void withId_putsTheMemberInFront() {
        assertThat(of("{\"a\":1}").withId("say \"hi\"")).isEqualTo("{\"id\":\"say \\\"hi\\\"\",\"a\":1}");
        assertThat(of("{ }").withId("x")).isEqualTo("{\"id\":\"x\"}");
    }

    @Test
    void of_halfOfACharacter_isWrittenAsEscape() {
        assertThat(of("\"a\uD800\"").content()).isEqualTo("\"a\\ud800\"");
        assertThat(of("\"\uD83D\uDE00\"").content()).isEqualTo("\"\uD83D\uDE00\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} {} | more text after its JSON value",
                "{\"a\":1,\"a\":2} | two members of one object",
                "{\"a\": | Document 'd'"
            })
    void of_notOneJsonValue_isRefused(String json, String message) {
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> of(json))
                .withMessageContaining(message);
    }

    @Test
    void of_emptyTooDeepOrTooManyDigits_isRefused() {
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> of(" "))
                .withMessageContaining("Document 'd' is empty");
        assertThat(of("[".repeat(500) + "]".repeat(500)).isObject()).isFalse();
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> of("[".repeat(501) + "]".repeat(501)));
        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(() -> of("1".repeat(10_001)));
    }
}
