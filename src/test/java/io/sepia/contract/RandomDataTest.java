package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.Storage;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random graphs and documents from fixed seeds are loaded as they were saved. */
class RandomDataTest {
    private static final List<String> NAMES =
            List.of("$ref", "$$ref", "$bytes", "class", "id", "", "a", "\uD83D\uDE00", "$type", "\u0000", "x.y[0]");
    private static final List<String> TEXTS = List.of(
            "", "a", "\uD83D\uDE00", "lone \uD83D high", "\uDE00", "\u0000\u001F\u2028", "\"\\/", "null", "\uFFFF");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "9007199254740993",
            "-9223372036854775809",
            "1E+400",
            "0.10",
            "1E-400",
            "0.1",
            "123456789.987654321");

    private Storage storage;

    @Stored
    static class Node {
        String id;
        String name;
        Node one;
        List<Node> list = new ArrayList<>();
        Set<Node> set = new HashSet<>();
        Map<String, Node> map = new LinkedHashMap<>();
        Object anything;
        Ref<Node> ref;

        @Override
        public boolean equals(Object other) {
            return other instanceof Node that && Objects.equals(name, that.name);
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(name);
        }
    }

    static class Data {
        String id = "a";
        Map<String, Object> map;
        JsonNode tree;
    }

    @BeforeEach
    void open() {
        storage = Storage.open("memory", Map.of());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void saveGraph_randomGraphs_comeBackTheSame() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Node root = graph(random, seed);
            storage.saveGraph(root);
            Node loaded = storage.load(Node.class, root.id);
            Map<Node, Node> pairs = new IdentityHashMap<>();
            compare("seed " + seed, root, loaded, pairs);
            assertThat(new HashSet<>(
                            pairs.values().stream().map(each -> each.id).toList()))
                    .as("seed %d: one instance per object", seed)
                    .hasSize(pairs.size());
        }
    }

    private static Node graph(Random random, int seed) {
        List<Node> nodes = new ArrayList<>();
        int size = 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            Node node = new Node();
            node.id = random.nextBoolean() ? null : "s" + seed + "n" + i;
            node.name = "name " + i;
            nodes.add(node);
        }
        for (Node each : nodes) {
            for (int i = random.nextInt(4); i > 0; i--) {
                Node other = nodes.get(random.nextInt(size));
                switch (random.nextInt(6)) {
                    case 0 -> each.one = other;
                    case 1 -> each.list.add(other);
                    case 2 -> each.set.add(other);
                    case 3 -> each.map.put("key " + i, other);
                    case 4 -> each.anything = other;
                    default -> each.ref = Ref.of(other);
                }
            }
        }
        return nodes.get(0);
    }

    private static void compare(String seed, Node a, Node b, Map<Node, Node> pairs) {
        if (a == null || b == null) {
            assertThat(a).as(seed).isSameAs(b);
            return;
        }
        Node known = pairs.putIfAbsent(a, b);
        if (known != null) {
            assertThat(b).as(seed).isSameAs(known);
            return;
        }
        assertThat(b.id).as(seed).isNotNull().isEqualTo(a.id);
        assertThat(b.name).as(seed).isEqualTo(a.name);
        compare(seed, a.one, b.one, pairs);
        compare(seed, (Node) a.anything, (Node) b.anything, pairs);
        assertThat(b.list).as(seed).hasSameSizeAs(a.list);
        for (int i = 0; i < a.list.size(); i++) {
            compare(seed, a.list.get(i), b.list.get(i), pairs);
        }
        assertThat(b.set).as(seed).isEqualTo(a.set);
        for (Node each : a.set) {
            Node same = b.set.stream().filter(each::equals).findFirst().orElseThrow();
            compare(seed, each, same, pairs);
        }
        assertThat(List.copyOf(b.map.keySet())).as(seed).isEqualTo(List.copyOf(a.map.keySet()));
        a.map.forEach((key, each) -> compare(seed, each, b.map.get(key), pairs));
        assertThat(b.ref == null).as(seed).isEqualTo(a.ref == null);
        if (a.ref != null) {
            assertThat(b.ref.get().id).as(seed).isEqualTo(a.ref.get().id);
        }
    }

    @Test
    void save_randomDocuments_comeBackTheSame() throws Exception {
        ObjectMapper exact = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        exact.configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            ObjectNode tree = object(random, 4);
            String json = exact.writeValueAsString(tree);
            Data data = new Data();
            data.tree = exact.readTree(json);
            data.map = exact.readValue(
                    json, exact.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class));
            storage.save(data);
            Data loaded = storage.load(Data.class, "a");
            assertThat(exact.writeValueAsString(loaded.tree))
                    .as("seed %d", seed)
                    .isEqualTo(json);
            assertThat(byValue(loaded.map)).as("seed %d", seed).isEqualTo(byValue(data.map));
            assertThat(new LinkedHashSet<>(loaded.map.keySet()).toString())
                    .isEqualTo(data.map.keySet().toString());
            storage.documents("doc").save("d", json);
            assertThat(exact.readTree(storage.documents("doc").load("d").content()))
                    .as("seed %d", seed)
                    .isEqualTo(exact.readTree(json));
        }
    }

    private static JsonNode value(Random random, int depth) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 -> make.textNode(pick(random, TEXTS));
            case 1 -> number(make, pick(random, NUMBERS));
            case 2 -> make.nullNode();
            case 3 -> make.booleanNode(random.nextBoolean());
            case 4 -> array(random, depth);
            default -> object(random, depth - 1);
        };
    }

    private static JsonNode number(JsonNodeFactory make, String text) {
        return text.matches("-?\\d+") ? make.numberNode(new BigInteger(text)) : make.numberNode(new BigDecimal(text));
    }

    private static ArrayNode array(Random random, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(random, depth - 1));
        }
        return array;
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (random.nextInt(4) == 0) {
            object.set(
                    pick(random, NAMES.subList(0, 2)),
                    JsonNodeFactory.instance.objectNode().put("class", "a").put("id", "b"));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(pick(random, NAMES), value(random, Math.max(0, depth)));
        }
        return object;
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Numbers in open places come back equal by value. */
    private static Object byValue(Object value) {
        if (value instanceof Number) {
            return new BigDecimal(value.toString()).stripTrailingZeros();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RandomDataTest::byValue).toList();
        }
        if (value instanceof java.util.Map<?, ?> map) {
            LinkedHashMap<Object, Object> values = new LinkedHashMap<>();
            map.forEach((key, each) -> values.put(key, byValue(each)));
            return values;
        }
        return value == null ? "null" : value;
    }
}
