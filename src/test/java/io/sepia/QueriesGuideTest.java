package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the guide's Java on the demo data, and compares the results with plain Java on the JSON. */
class QueriesGuideTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path directory;

    private Class<?> guide;
    private URLClassLoader loader;
    private Storage storage;
    private List<JsonNode> features;
    private List<JsonNode> browsers;

    @BeforeEach
    void compileAndFill() throws Exception {
        compile();
        loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, Thread.currentThread().getContextClassLoader());
        guide = loader.loadClass("Guide");
        features = lines("features");
        browsers = lines("browsers");
        storage = Storage.open(directory.resolve("demo.db"));
        storage.documents("Browser").saveAll(contents(browsers, false));
        storage.documents("Feature").saveAll(contents(features, true));
    }

    @AfterEach
    void close() throws Exception {
        storage.close();
        loader.close();
    }

    @Test
    void guide_findsWhatPlainJavaFinds() throws Exception {
        List<String> deprecated = features.stream()
                .filter(each -> each.path("category").asText().equals("css"))
                .filter(each -> each.path("status").path("deprecated").asBoolean())
                .filter(each -> !hasVersion(each.path("support").path("safari")))
                .map(each -> each.get("id").asText())
                .sorted()
                .toList();
        assertThat(deprecated).hasSizeGreaterThan(10);
        assertThat(call("deprecatedWithoutSafari")).isEqualTo(deprecated);
        assertThat(call("theSameAsText")).isEqualTo(deprecated);

        for (JsonNode browser : browsers) {
            String id = browser.get("id").asText();
            long expected = features.stream()
                    .filter(each -> each.path("support").has(id))
                    .count();
            assertThat(call("featuresOf", id)).as(id).isEqualTo(expected);
        }
        assertThat(call("pages")).isEqualTo((features.size() + 4_999) / 5_000);

        call("saveReleases");
        for (JsonNode browser : browsers) {
            String id = browser.get("id").asText();
            Optional<?> newest = (Optional<?>) call("newestRelease", id);
            String expected = newest(browser);
            assertThat(newest.map(Object::toString).orElse("none")).as(id).isEqualTo(expected);
        }
    }

    private static boolean hasVersion(JsonNode statements) {
        for (JsonNode each :
                statements.isArray() ? statements : MAPPER.createArrayNode().add(statements)) {
            if (each.path("version_added").isTextual()) {
                return true;
            }
        }
        return false;
    }

    private static String newest(JsonNode browser) {
        List<JsonNode> releases = new ArrayList<>();
        browser.path("releases").forEach(releases::add);
        return releases.stream()
                .max(Comparator.<JsonNode, String>comparing(
                                each -> each.path("release_date").asText(""))
                        .thenComparing(each -> each.get("version").asText()))
                .map(each -> "Version[version=" + each.get("version").asText() + ", release_date="
                        + (each.has("release_date") ? each.get("release_date").asText() : "null") + "]")
                .orElse("none");
    }

    private Object call(String name, Object... more) throws Exception {
        Method method = Arrays.stream(guide.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        method.setAccessible(true);
        Object[] arguments = new Object[more.length + 1];
        arguments[0] = storage;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return method.invoke(null, arguments);
    }

    private static List<JsonNode> lines(String name) throws Exception {
        try (InputStream packed =
                        QueriesGuideTest.class.getResourceAsStream("/io/sepia/cli/demo/" + name + ".ndjson.gz");
                InputStream in = new GZIPInputStream(packed);
                var lines = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
            return lines.readAll();
        }
    }

    /** Stores the features as {@code ./sepia demo} does. */
    private static Map<String, String> contents(List<JsonNode> documents, boolean withBrowsers) {
        Map<String, String> contents = new LinkedHashMap<>();
        for (JsonNode each : documents) {
            String json = each.toString();
            if (withBrowsers) {
                List<String> references = new ArrayList<>();
                each.path("support")
                        .fieldNames()
                        .forEachRemaining(
                                id -> references.add("{\"$ref\":{\"class\":\"Browser\",\"id\":\"" + id + "\"}}"));
                json = json.substring(0, json.length() - 1) + ",\"browsers\":[" + String.join(",", references) + "]}";
            }
            contents.put(each.get("id").asText(), json);
        }
        return contents;
    }

    private void compile() throws Exception {
        List<String> blocks = Markdown.blocks(Path.of("docs/queries.md"), "java");
        StringBuilder source = new StringBuilder();
        blocks.stream().filter(each -> each.startsWith("import ")).forEach(source::append);
        source.append("class Guide {\n");
        blocks.stream().filter(each -> !each.startsWith("import ")).forEach(source::append);
        Path file = directory.resolve("Guide.java");
        Files.writeString(file, source.append("}\n"));
        JavaSources.compile(directory, List.of(file));
    }
}
