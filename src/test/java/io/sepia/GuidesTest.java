package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles every block of Java in the README and in {@code docs/}. Tests of single pages run their code. */
class GuidesTest {
    private static final Pattern PROGRAM = Pattern.compile("^public class (\\w+)", Pattern.MULTILINE);
    private static final Pattern DECLARATIONS =
            Pattern.compile("\\A(//.*\n)*(@|static |class |record |enum |interface )");

    private static final String IMPORTS = """
            import static io.sepia.Condition.not;
            import static io.sepia.Field.field;
            import static io.sepia.Field.value;
            import io.sepia.*;
            import io.sepia.Condition.Kind;
            import io.sepia.change.*;
            import io.sepia.document.*;
            import io.sepia.error.*;
            import io.sepia.jpa.StoredObject;
            import io.sepia.model.*;
            import io.sepia.model.Stored;
            import io.sepia.query.*;
            import io.sepia.report.*;
            import io.sepia.report.StorageStats.*;
            import jakarta.persistence.Entity;
            import jakarta.persistence.EntityManager;
            import jakarta.persistence.EntityManagerFactory;
            import jakarta.persistence.FetchType;
            import jakarta.persistence.Id;
            import jakarta.persistence.ManyToOne;
            import jakarta.persistence.Persistence;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            import org.hibernate.annotations.OnDelete;
            import org.hibernate.annotations.OnDeleteAction;
            """;

    /** Declarations of names that the fragments of a page use. */
    private static final Map<String, String> SURROUNDINGS = Map.ofEntries(
            Map.entry("backup.md", "Storage storage;"),
            Map.entry("caching.md", "Storage storage; static class Note {}"),
            Map.entry("concurrency.md", """
                    Storage storage; Note note; Note payment;
                    static class Note {}
                    static class Counter { int value; }
                    """),
            Map.entry("configuration.md", "static class Circle {}"),
            Map.entry("evolution.md", "Storage storage;"),
            Map.entry(
                    "indexes.md", "Storage storage; record Status(boolean deprecated) {} record Author(String id) {}"),
            Map.entry("jpa.md", "Storage storage; EntityManager entityManager; Purchase purchase; Invoice invoice;"),
            Map.entry("migrating.md", "EntityManagerFactory entityManagerFactory;"),
            Map.entry("repositories.md", "Storage storage;"),
            Map.entry("search.md", "Storage storage; float[] embed(String text) { return new float[384]; }"),
            Map.entry("spring.md", "static class Publication {}"),
            Map.entry("stats.md", "Storage storage;"));

    @TempDir
    private Path directory;

    @Test
    void blocksOfJava_compile() throws Exception {
        List<Path> sources = new ArrayList<>();
        for (Path page : pages()) {
            List<String> blocks = Markdown.blocks(page, "java");
            assertThat(blocks)
                    .as("blocks of %s that end with a line of their own", page)
                    .hasSize(count(page));
            if (!blocks.isEmpty()) {
                sources.addAll(write(page.getFileName().toString(), blocks));
            }
        }
        assertThat(sources).hasSizeGreaterThan(10);
        JavaSources.compile(directory, sources);
    }

    /** The project that contains the code compiles and runs it. */
    @Test
    void blocksOfKotlin_areInTheTestOfTheGuide() throws Exception {
        Path test = Path.of("compat-tests/languages/src/test/kotlin/compat/languages/KotlinGuideTest.kt");
        String code = Files.readString(test).replaceAll("\\s+", " ");
        List<String> blocks = Markdown.blocks(Path.of("docs/kotlin.md"), "kotlin");
        assertThat(blocks).hasSizeGreaterThan(3);
        assertThat(blocks)
                .allSatisfy(block ->
                        assertThat(code).contains(block.replaceAll("\\s+", " ").strip()));
    }

    @Test
    void surroundings_belongToPagesWithFragments() throws Exception {
        assertThat(pages()).extracting(page -> page.getFileName().toString()).containsAll(SURROUNDINGS.keySet());
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static int count(Path page) throws IOException {
        return (int) Files.readString(page)
                .lines()
                .filter(line -> line.strip().startsWith("```java"))
                .count();
    }

    /** Writes the programs of a page unchanged, and its fragments into one class, all in a package for the page. */
    private List<Path> write(String page, List<String> blocks) throws IOException {
        String name = "guides." + page.replaceAll("\\W", "_");
        List<Path> sources = new ArrayList<>();
        StringBuilder fragments = new StringBuilder();
        StringBuilder imports = new StringBuilder();
        for (String block : blocks) {
            var program = PROGRAM.matcher(block);
            if (block.startsWith("module ")) {
                continue; // ModuleTest holds that it is the descriptor of a project that compat-tests compile.
            }
            if (block.contains("import org.springframework.web.")) {
                continue; // The tests of the samples compile and run it with Spring Boot.
            }
            if (block.lines().allMatch(line -> line.isBlank() || line.startsWith("import "))) {
                imports.append(block);
                continue;
            }
            if (program.find()) {
                sources.add(write(name, program.group(1), block));
            } else if (DECLARATIONS.matcher(block).find()) {
                fragments.append(block);
            } else {
                fragments.append("void block%d() throws Exception {\n%s}\n".formatted(fragments.length(), block));
            }
        }
        if (!fragments.isEmpty()) {
            String members = SURROUNDINGS.getOrDefault(page, "") + "\n" + fragments;
            sources.add(write(name, "Fragments", IMPORTS + imports + "class Fragments {\n" + members + "}\n"));
        }
        return sources;
    }

    private Path write(String name, String type, String source) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(name.replace('.', '/')));
        return Files.writeString(folder.resolve(type + ".java"), "package " + name + ";\n" + source);
    }
}
