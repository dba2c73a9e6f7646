package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise of the guide about what holds when something fails names a test. */
class FailurePromisesTest {
    private static final Pattern NAMED = Pattern.compile("\\| `(\\w+)#(\\w+)` \\|$");

    @Test
    void promises_haveTests() throws IOException {
        String guide = Files.readString(Path.of("docs/concurrency.md"));
        String section = guide.substring(guide.indexOf("## When something fails"));
        List<String> rows = section.substring(0, section.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
        assertThat(rows).hasSizeGreaterThan(10).allSatisfy(row -> {
            Matcher named = NAMED.matcher(row);
            assertThat(named.find()).isTrue();
            assertThat(source(named.group(1))).contains("void " + named.group(2) + "(");
        });
    }

    private static String source(String name) {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Path found = files.filter(each -> each.endsWith(name + ".java"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(found);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
