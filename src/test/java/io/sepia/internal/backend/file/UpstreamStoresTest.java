package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.change.EventFilter;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.document.LoggedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads stores of the Crystal library as it does itself, except where it is known to be wrong. */
class UpstreamStoresTest {
    private static final Path STORES = Path.of("src/test/resources/upstream-stores");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir(factory = FastDirectory.class)
    private Path directory;

    /** Unpacks a store and returns its directory. */
    static Path unpack(String name, Path into) throws Exception {
        Process tar = new ProcessBuilder(
                        "tar",
                        "xzf",
                        STORES.resolve(name + ".tar.gz").toAbsolutePath().toString(),
                        "-C",
                        into.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        return into.resolve(name);
    }

    private static JsonNode description(String name) throws IOException {
        return MAPPER.readTree(STORES.resolve(name + ".json").toFile());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02-json",
                "04-primitives",
                "05-single-refs",
                "06-collections",
                "07-nested",
                "09-generations",
                "10-events"
            })
    void store_isReadAsTheOriginalReadsIt(String name) throws Exception {
        JsonNode description = description(name);
        try (FileStorage store = FileStorage.open(Map.of("path", unpack(name, directory)));
                BackendTransaction tx = store.begin(Access.READ_ONLY)) {
            List<String> classes = new ArrayList<>();
            description.get("list_all").fieldNames().forEachRemaining(classes::add);
            assertThat(tx.classes().keySet()).containsExactlyInAnyOrderElementsOf(classes);
            for (String className : classes) {
                List<String> ids = new ArrayList<>();
                description.get("list_all").get(className).forEach(id -> ids.add(id.asText()));
                assertThat(tx.ids(className)).isEqualTo(ids);
                for (String id : ids) {
                    JsonNode expected =
                            description.get("loads_as").get(className).get(id);
                    JsonNode read = new Reader(tx, description.get("classes")).object(new ObjectKey(className, id));
                    if (name.equals("07-nested") && id.equals("nlb-set")) {
                        assertThat(read.at("/leaf/label").asText()).isEqualTo("optional");
                        assertThat(read.at("/leaf/note/text").asText()).isEqualTo("opt note");
                        continue;
                    }
                    assertThat(read).as(className + " " + id).isEqualTo(withoutNestedIds(expected, true));
                }
            }
            description.path("events").properties().forEach(each -> {
                int slash = each.getKey().indexOf('/');
                ObjectKey key = new ObjectKey(
                        each.getKey().substring(0, slash), each.getKey().substring(slash + 1));
                ArrayNode events = MAPPER.createArrayNode();
                for (LoggedEvent event : tx.events().page(EventFilter.of(key), 0, 100)) {
                    events.addObject()
                            .put("type", event.type().text())
                            .put("gen", (int) event.generation())
                            .set("meta", json(event.metadata() == null ? "{}" : event.metadata()));
                }
                assertThat(events).as(each.getKey()).isEqualTo(each.getValue());
            });
            assertThat(store.unrecognizedFiles()).isEmpty();
        }
    }

    @Test
    void copies_ofContainers_areReadAsTheirOriginals() throws Exception {
        try (FileStorage store = FileStorage.open(Map.of("path", unpack("07-nested", directory)));
                BackendTransaction tx = store.begin(Access.READ_ONLY)) {
            assertThat(json(tx, "Tree", "tree1").at("/main/$ref/id").asText()).isEqualTo("leaf-main");
            assertThat(json(tx, "Tree", "tree1").at("/leaves/0/$ref/id").asText())
                    .isEqualTo("leaf-b");
            assertThat(json(tx, "Tree", "tree1").at("/leaf_map/right/$ref/id").asText())
                    .isEqualTo("leaf-r");
            assertThat(json(tx, "House", "house1").at("/rooms/1/$ref/id").asText())
                    .isEqualTo("room-1");
            assertThat(json(tx, "Room", "room-1").at("/shelf/$ref/id").asText()).isEqualTo("shelf-1");
            assertThat(json(tx, "NilLeafBox", "nlb-set").at("/leaf/$ref/id").asText())
                    .isEqualTo("opt-leaf");
        }
    }

    @Test
    void copy_withoutAnOriginal_isReadAsItIs() throws Exception {
        Path store = unpack("07-nested", directory);
        Files.writeString(store.resolve("Leaf/leaf-main/data.json"), "{\"label\":\"edited\"}");
        try (FileStorage opened = FileStorage.open(Map.of("path", store));
                BackendTransaction tx = opened.begin(Access.READ_ONLY)) {
            JsonNode main = json(tx, "Tree", "tree1").get("main");
            assertThat(main.get("label").asText()).isEqualTo("main leaf");
            assertThat(main.get("id").asText()).isEqualTo("main");
            assertThat(main.at("/note/$ref/id").asText()).isEqualTo("nm");
        }
    }

    private static JsonNode json(BackendTransaction tx, String className, String id) {
        return json(tx.load(new ObjectKey(className, id)).orElseThrow().content());
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The Crystal library makes up ids for containers in single fields and in maps. */
    private static JsonNode withoutNestedIds(JsonNode node, boolean isRoot) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = MAPPER.createArrayNode();
            array.forEach(each -> copy.add(withoutNestedIds(each, false)));
            return copy;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = MAPPER.createObjectNode();
            object.properties().forEach(each -> {
                boolean isId = each.getKey().equals("id") && !isRoot && object.has("class") && !object.has("sha256");
                if (!isId) {
                    copy.set(each.getKey(), withoutNestedIds(each.getValue(), false));
                }
            });
            return copy;
        }
        return node;
    }

    /** Composes objects as the descriptions of the stores do. */
    private record Reader(BackendTransaction tx, JsonNode classes) {
        JsonNode object(ObjectKey key) throws Exception {
            return withoutNestedIds(object(key, key.className()), true);
        }

        private JsonNode object(ObjectKey key, String className) throws Exception {
            JsonNode content = json(tx.load(key).orElseThrow().content());
            JsonNode description = classes.get(className);
            ObjectNode object = MAPPER.createObjectNode();
            object.put("class", className);
            object.put("id", key.id());
            if (description.get("kind").asText().equals("serializable")) {
                if (content.isTextual() || content.has("$bytes")) {
                    byte[] bytes = content.isTextual()
                            ? content.textValue().getBytes(StandardCharsets.UTF_8)
                            : Base64.getDecoder().decode(content.get("$bytes").asText());
                    object.put("bytes", bytes.length);
                    object.put(
                            "sha256",
                            HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(bytes)));
                    object.set("text", content);
                } else {
                    content.properties().stream()
                            .filter(each -> !each.getKey().equals("sepia_id"))
                            .forEach(each -> object.set(each.getKey(), each.getValue()));
                    if (className.equals("Person") && !object.has("email")) {
                        object.putNull("email");
                    }
                }
                return object;
            }
            for (var field : description.get("fields").properties()) {
                JsonNode value = content.get(field.getKey());
                String type = field.getValue().asText();
                if (value == null) {
                    value = type.startsWith("map ")
                            ? MAPPER.createObjectNode()
                            : type.startsWith("list ") || type.startsWith("set ")
                                    ? MAPPER.createArrayNode()
                                    : MAPPER.nullNode();
                }
                object.set(field.getKey(), value(value));
            }
            return object;
        }

        private JsonNode value(JsonNode value) throws Exception {
            if (value instanceof ArrayNode array) {
                ArrayNode copy = MAPPER.createArrayNode();
                for (JsonNode each : array) {
                    copy.add(value(each));
                }
                return copy;
            }
            if (value.has("$ref")) {
                JsonNode target = value.get("$ref");
                String className = target.get("class").asText();
                return object(new ObjectKey(className, target.get("id").asText()), className);
            }
            if (value instanceof ObjectNode object) {
                ObjectNode copy = MAPPER.createObjectNode();
                for (var each : object.properties()) {
                    copy.set(each.getKey(), value(each.getValue()));
                }
                return copy;
            }
            return value;
        }
    }
}
