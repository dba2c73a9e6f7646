package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.jpa.UnitOptions;
import io.sepia.internal.option.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The metadata with which editors complete the properties {@code sepia.*} of a Spring Boot application. */
class SpringMetadataTest {
    private static final Path FILE = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

    @Test
    void metadata_describesEveryOption() throws IOException {
        List<Map<String, Object>> properties = new ArrayList<>();
        properties.add(property("enabled", true, "Whether a store is configured."));
        properties.add(property(
                "entity-manager-factory",
                "",
                "The bean name of the EntityManagerFactory of the store, if the application has several."));
        Stream.<List<? extends Option<?>>>of(
                        StorageSettings.options(true),
                        SqliteStorage.options(),
                        UnitOptions.ALL,
                        List.of(UnitOptions.CLOSE_TIMEOUT, UnitOptions.DEFERRED_LOCK))
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Option::name))
                .forEach(each ->
                        properties.add(property(each.name().replace('_', '-'), each.fallback(), each.description())));

        String expected = new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of("properties", properties));

        assertThat(FILE).content().as("what the file should contain").isEqualToNormalizingNewlines(expected + "\n");
    }

    private static Map<String, Object> property(String name, Object fallback, String description) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", "sepia." + name);
        property.put(
                "type",
                fallback instanceof Boolean || fallback instanceof Long
                        ? fallback.getClass().getName()
                        : String.class.getName());
        property.put("description", description);
        if (fallback instanceof Boolean || fallback instanceof Long) {
            property.put("defaultValue", fallback);
        } else if (fallback instanceof Enum<?> constant) {
            property.put("defaultValue", constant.name());
        }
        return property;
    }
}
