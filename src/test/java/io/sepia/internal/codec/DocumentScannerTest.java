package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentScannerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectKey ADA = new ObjectKey("Author", "ada");
    private static final String TO_ADA = "{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"}}";

    private static DocumentScanner.Scan scan(String json, Shape shape) throws IOException {
        return DocumentScanner.scan(MAPPER, json, shape);
    }

    /** Returns the data of tokens that contain no reference. */
    private static JsonNode data(String json, Shape shape) throws IOException {
        DocumentScanner.Scan scan = scan(json, shape);
        assertThat(scan.eager()).isEmpty();
        return MAPPER.readTree(scan.tokens().asParser());
    }

    @Test
    void scan_referenceInsideMapAndArray_isFoundWithItsPath() throws Exception {
        String json = "{\"a\":" + TO_ADA + ",\"m\":{\"k\":{\"deep\":[0," + TO_ADA + "]}}}";
        assertThat(scan(json, Shape.ANYTHING).eager())
                .containsExactly(
                        new ReferenceSlot(ADA, Object.class, false, "a"),
                        new ReferenceSlot(ADA, Object.class, false, "m.k.deep[1]"));
    }

    @Test
    void scan_referenceAtTheTop_hasAnEmptyPath() throws Exception {
        assertThat(scan(TO_ADA, new Shape.Anything(String.class)).eager())
                .containsExactly(new ReferenceSlot(ADA, String.class, false, ""));
    }

    @Test
    void scan_membersInEitherOrderAndEscaped_areOneReference() throws Exception {
        String json = "{\"\\u0024ref\":{\"id\":\"ada\",\"class\":\"Author\"}}";
        assertThat(scan(json, Shape.ANYTHING).eager())
                .extracting(ReferenceSlot::target)
                .containsExactly(ADA);
    }

    @Test
    void scan_referenceWhereTheClassReadsNothing_staysData() throws Exception {
        Shape shape = new Shape.Bean(() -> Map.of("known", Shape.ANYTHING), Shape.IGNORED, Object.class);
        String json = "{\"unknown\":[" + TO_ADA + "]}";
        assertThat(data(json, shape)).hasToString(json);
        assertThat(scan("{\"known\":" + TO_ADA + "}", shape).eager()).hasSize(1);
    }

    @Test
    void scan_referenceDeclaredAsRef_isNotLoadedWithItsHolder() throws Exception {
        DocumentScanner.Scan scan = scan("[" + TO_ADA + "]", new Shape.Elements(new Shape.Lazy(String.class)));
        assertThat(scan.eager()).isEmpty();
        var parser = scan.tokens().asParser();
        parser.nextToken();
        parser.nextToken();
        assertThat(parser.getEmbeddedObject()).isEqualTo(new ReferenceSlot(ADA, String.class, true, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"ada\"}",
                "{\"$ref\":{}}",
                "{\"$ref\":{\"class\":\"Author\"}}",
                "{\"$ref\":{\"id\":\"ada\",\"class\":7}}",
                "{\"$ref\":{\"id\":\"ada\",\"class\":\"Author\",\"more\":[1,{\"x\":2}]}}",
                "{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"},\"more\":1}",
                "{\"$bytes\":[1],\"a\":2}",
                "{\"a\":{\"$ref\":null},\"b\":[{\"$bytes\":7}]}"
            })
    void scan_anyOtherForm_staysAsItIs(String json) throws Exception {
        assertThat(data(json, Shape.ANYTHING)).hasToString(json);
    }

    @Test
    void scan_escapedForms_loseOneDollarSign() throws Exception {
        assertThat(data(TO_ADA.replace("$ref", "$$ref"), Shape.ANYTHING)).hasToString(TO_ADA);
        assertThat(data("[{\"$$$bytes\":\"AA==\"}]", Shape.ANYTHING)).hasToString("[{\"$$bytes\":\"AA==\"}]");
        assertThat(data("{\"$$ref\":7}", Shape.ANYTHING)).hasToString("{\"$$ref\":7}");
    }

    @Test
    void scan_referenceBesideAnotherForm_isStillFound() throws Exception {
        assertThat(scan("{\"$ref\":{\"x\":" + TO_ADA + "}}", Shape.ANYTHING).eager())
                .containsExactly(new ReferenceSlot(ADA, Object.class, false, "$ref.x"));
    }

    @Test
    void scan_brokenText_fails() {
        assertThatIOException().isThrownBy(() -> scan("{\"$ref\":{\"class\":\"Author\",", Shape.ANYTHING));
    }
}
