package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the names of tests unambiguous, for {@code -Dtest=Name} and for failures in a log. */
class TestNamesTest {
    @Test
    void topLevelTypes_haveUniqueSimpleNames() throws Exception {
        Path compiled = Path.of(
                getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(compiled)) {
            Map<String, List<String>> bySimpleName = files.map(
                            file -> compiled.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.endsWith("-info.class"))
                    .collect(Collectors.groupingBy(
                            name -> Path.of(name).getFileName().toString()));
            assertThat(bySimpleName).containsKey("TestNamesTest.class");
            assertThat(bySimpleName.values())
                    .allSatisfy(places -> assertThat(places).hasSize(1));
        }
    }
}
