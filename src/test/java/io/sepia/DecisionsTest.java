package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that classes link the decisions that explain them, and that links between documents lead to files. */
class DecisionsTest {
    private static final Path DECISIONS = Path.of("docs/decisions");

    private static Set<String> numbers() throws IOException {
        try (Stream<Path> pages = Files.list(DECISIONS)) {
            return pages.map(page -> page.getFileName().toString())
                    .filter(name -> name.matches("\\d{4}-.*\\.md"))
                    .map(name -> name.substring(0, 4))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> linkedFromClasses() throws IOException {
        Pattern mention = Pattern.compile("[Dd]ecisions?((?:[\\s*,]|and)+\\d{4})+");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            return sources.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> all(mention, read(file)).stream())
                    .flatMap(sentence -> all(Pattern.compile("\\d{4}"), sentence).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    @Test
    void decisions_areEachLinkedFromAClass() throws IOException {
        assertThat(linkedFromClasses()).containsAll(numbers());
    }

    @Test
    void decisionsNamedByClasses_exist() throws IOException {
        assertThat(numbers()).containsAll(linkedFromClasses());
    }

    @Test
    void decisions_areEachInTheIndex() throws IOException {
        String index = Files.readString(DECISIONS.resolve("README.md"));
        assertThat(numbers()).allSatisfy(number -> assertThat(index).contains("](" + number + "-"));
    }

    @Test
    void linksBetweenDocuments_leadToFiles() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)(?:#[^)]*)?\\)");
        Function<Path, List<Path>> targets = page -> link.matcher(read(page))
                .results()
                .map(each -> page.toAbsolutePath().getParent().resolve(each.group(1)))
                .toList();
        try (Stream<Path> docs = Files.walk(Path.of("docs"));
                Stream<Path> top = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md")
                        .map(Path::of)) {
            List<Path> pages = Stream.concat(docs.filter(each -> each.toString().endsWith(".md")), top)
                    .toList();
            assertThat(pages)
                    .hasSizeGreaterThan(40)
                    .allSatisfy(page -> assertThat(targets.apply(page))
                            .as("links of " + page)
                            .allSatisfy(target -> assertThat(target).exists()));
        }
    }
}
