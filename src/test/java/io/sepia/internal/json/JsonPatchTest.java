package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.error.InvalidQueryException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(new JsonNodeFactory(true));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":1};{\"a\":1};[]",
                "{\"a\":1,\"b\":2};{\"b\":2,\"a\":1.0};[]",
                "{\"a\":1};{\"a\":2};[{\"op\":\"replace\",\"path\":\"/a\",\"value\":2}]",
                "{\"a\":1,\"b\":\"kept\"};{\"b\":\"kept\"};[{\"op\":\"remove\",\"path\":\"/a\"}]",
                "{};{\"\":null};[{\"op\":\"add\",\"path\":\"/\",\"value\":null}]",
                "{\"a/b~c\":{\"k\":1,\"l\":[0]}};{\"a/b~c\":{\"k\":2,\"l\":[0]}};"
                        + "[{\"op\":\"replace\",\"path\":\"/a~1b~0c/k\",\"value\":2}]",
                "{\"~1\":1,\"/\":22};{\"~1\":2,\"/\":22};[{\"op\":\"replace\",\"path\":\"/~01\",\"value\":2}]",
                "[1,2,3];[1,3];[{\"op\":\"remove\",\"path\":\"/1\"}]",
                "[\"one\",\"two\",\"three\"];[\"zero\",\"one\",\"two\",\"three\"];"
                        + "[{\"op\":\"add\",\"path\":\"/0\",\"value\":\"zero\"}]",
                "[{\"id\":1,\"name\":\"long enough to stay\"},7];[{\"id\":2,\"name\":\"long enough to stay\"},7];"
                        + "[{\"op\":\"replace\",\"path\":\"/0/id\",\"value\":2}]",
                "1;\"a\";[{\"op\":\"replace\",\"path\":\"\",\"value\":\"a\"}]",
                "{\"a\":[1]};{\"a\":{\"0\":1}};[{\"op\":\"replace\",\"path\":\"/a\",\"value\":{\"0\":1}}]",
                "{\"n\":9007199254740993};{\"n\":9007199254740992};"
                        + "[{\"op\":\"replace\",\"path\":\"/n\",\"value\":9007199254740992}]",
                "{\"n\":0.1};{\"n\":0.10};[]",
                "{\"a\":null};{\"a\":false};[{\"op\":\"replace\",\"path\":\"/a\",\"value\":false}]"
            })
    void between_twoValues_isMinimal(String from, String to, String patch) {
        assertThat(JsonPatch.between(from, to)).isEqualTo(patch);
    }

    @Test
    void between_whatHasLittleInCommon_replacesTheWhole() {
        assertThat(JsonPatch.between("{\"x\":{\"a\":1,\"b\":2,\"c\":3}}", "{\"x\":{\"d\":1}}"))
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/x\",\"value\":{\"d\":1}}]");
    }

    @Test
    void between_noJson_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> JsonPatch.between("{", "{}"));
    }

    @Test
    void between_longArrays_givesAPatchThatIsRight() throws Exception {
        ArrayNode from = MAPPER.createArrayNode();
        ArrayNode to = MAPPER.createArrayNode();
        for (int i = 0; i < 5_000; i++) {
            from.add(i);
            to.add(4_999 - i);
        }
        check(from, to, "long");
    }

    @Test
    void between_randomDocuments_appliedToTheFirstGivesTheSecond() throws Exception {
        long seed = 20261124;
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            JsonNode from = value(random, 4);
            JsonNode to = random.nextInt(5) == 0 ? value(random, 4) : changed(random, from.deepCopy());
            check(from, to, "seed " + seed + ", round " + i);
        }
    }

    private static void check(JsonNode from, JsonNode to, String name) throws Exception {
        String patch = JsonPatch.between(from.toString(), to.toString());
        JsonNode applied = from.deepCopy();
        for (JsonNode each : MAPPER.readTree(patch)) {
            applied = apply(applied, each);
        }
        assertThat(JsonParts.canonical(applied.toString())).as(name).isEqualTo(JsonParts.canonical(to.toString()));
    }

    /** Applies a patch as RFC 6902 defines. */
    private static JsonNode apply(JsonNode document, JsonNode operation) {
        String path = operation.get("path").textValue();
        String name = operation.get("op").textValue();
        JsonNode value = operation.get("value");
        if (path.isEmpty()) {
            assertThat(name).isEqualTo("replace");
            return value;
        }
        List<String> tokens = new ArrayList<>();
        for (String each : path.substring(1).split("/", -1)) {
            tokens.add(each.replace("~1", "/").replace("~0", "~"));
        }
        JsonNode parent = document;
        for (String each : tokens.subList(0, tokens.size() - 1)) {
            parent = parent.isArray() ? parent.get(Integer.parseInt(each)) : parent.get(each);
        }
        String last = tokens.get(tokens.size() - 1);
        if (parent instanceof ArrayNode array) {
            int index = Integer.parseInt(last);
            switch (name) {
                case "add" -> {
                    assertThat(index).isBetween(0, array.size());
                    array.insert(index, value);
                }
                case "remove" -> assertThat(array.remove(index)).isNotNull();
                default -> {
                    assertThat(index).isBetween(0, array.size() - 1);
                    array.set(index, value);
                }
            }
        } else {
            ObjectNode object = (ObjectNode) parent;
            assertThat(object.has(last)).isEqualTo(!name.equals("add"));
            if (name.equals("remove")) {
                object.remove(last);
            } else {
                object.set(last, value);
            }
        }
        return document;
    }

    private static JsonNode value(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 5 : 8);
        return switch (kind) {
            case 0 -> MAPPER.getNodeFactory().numberNode(random.nextInt(5));
            case 1 -> MAPPER.getNodeFactory().numberNode(new BigDecimal(random.nextInt(100)).movePointLeft(1));
            case 2 ->
                MAPPER.getNodeFactory().textNode("t" + random.nextInt(4) + (random.nextBoolean() ? "\"/~\n" : ""));
            case 3 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 4 -> MAPPER.getNodeFactory().nullNode();
            case 5 -> {
                ArrayNode array = MAPPER.createArrayNode();
                for (int i = random.nextInt(6); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = MAPPER.createObjectNode();
                for (int i = random.nextInt(6); i > 0; i--) {
                    object.set(name(random), value(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String name(Random random) {
        return List.of("a", "b", "", "/", "~", "~1", "a/b", "é", "0").get(random.nextInt(9));
    }

    private static JsonNode changed(Random random, JsonNode value) {
        if (value instanceof ArrayNode array) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                if (array.isEmpty() || random.nextInt(3) == 0) {
                    array.insert(random.nextInt(array.size() + 1), value(random, 2));
                } else if (random.nextInt(3) == 0) {
                    array.remove(random.nextInt(array.size()));
                } else {
                    int index = random.nextInt(array.size());
                    array.set(index, changed(random, array.get(index)));
                }
            }
            return array;
        }
        if (value instanceof ObjectNode object) {
            String name = name(random);
            JsonNode there = object.get(name);
            if (there != null && random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, there == null ? value(random, 2) : changed(random, there));
            }
            return object;
        }
        return value(random, 2);
    }
}
