package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final ObjectKey ADA = new ObjectKey("Author", "ada");
    private static final ObjectKey BOB = new ObjectKey("Author", "bob");
    private static final String TO_ADA = "{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"}}";
    private static final String TO_BOB = "{ \"$ref\" : {\"id\":\"bob\", \"class\":\"Author\"} }";

    @Test
    void in_referencesAtAnyDepth_areFoundOnceInTheirOrder() {
        assertThat(References.in("{\"a\":{\"b\":[1,[" + TO_BOB + "]]},\"c\":" + TO_ADA + ",\"d\":" + TO_BOB + "}"))
                .containsExactly(BOB, ADA);
        assertThat(References.in(TO_ADA)).containsExactly(ADA);
    }

    @Test
    void in_escapedDollarSign_isFound() {
        assertThat(References.in("[" + TO_ADA.replace("$", "\\u0024") + "]")).containsExactly(ADA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"ada\"}",
                "{\"$ref\":{\"class\":\"Author\"}}",
                "{\"$ref\":{\"class\":\"Author\",\"id\":7}}",
                "{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\",\"more\":1}}",
                "{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"},\"more\":1}",
                "{\"more\":1,\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"}}",
                "{\"$ref\":{\"class\":\"Author\",\"id\":\"\"}}",
                "{\"$$ref\":{\"class\":\"Author\",\"id\":\"ada\"}}",
                "\"\\\"$ref\\\"\""
            })
    void in_anyOtherForm_isData(String json) {
        assertThat(References.in(json)).isEmpty();
    }

    @Test
    void in_referenceBesideData_isNotHiddenByIt() {
        assertThat(References.in("{\"$ref\":{\"class\":\"Author\",\"id\":" + TO_ADA + "}}"))
                .containsExactly(ADA);
    }

    @Test
    void in_textThatBreaksOff_countsWhatWasReadBefore() {
        assertThat(References.in("[" + TO_ADA + "," + TO_BOB + ",{\"$ref\":")).containsExactly(ADA, BOB);
        assertThat(References.in("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":ADA,\"b\":BOB} | {\"a\":null,\"b\":BOB}",
                "[ADA] | []",
                "[ADA, 1, BOB] | [1, BOB]",
                "[1 , ADA , 2] | [1 , 2]",
                "[1, ADA] | [1]",
                "[1, ADA, ADA ] | [1 ]",
                "[ADA, ADA, 1, ADA] | [1]",
                "[[ADA], {\"x\": ADA}] | [[], {\"x\": null}]",
                "ADA | null",
                "[BOB, \"ADA\"] | [BOB, \"ADA\"]"
            })
    void without_removesTargetsAndLeavesEveryOtherCharacter(String before, String after) {
        assertThat(References.without(filled(before), Set.of(ADA))).isEqualTo(filled(after));
    }

    private static String filled(String template) {
        return template.replace("\"ADA\"", "\"_\"").replace("ADA", TO_ADA).replace("BOB", TO_BOB);
    }

    @Test
    void without_afterwards_refersToTheRestOnly() {
        String json = "{\"all\":[" + TO_ADA + "," + TO_BOB + "," + TO_ADA + "],\"first\":" + TO_ADA + "}";
        assertThat(References.in(References.without(json, Set.of(ADA)))).containsExactly(BOB);
        assertThat(References.in(References.without(json, Set.of(ADA, BOB)))).isEmpty();
        assertThat(References.without(json, Set.of())).isSameAs(json);
    }
}
