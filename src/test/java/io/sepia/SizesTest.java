package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits the sizes of files, packages, types and hierarchies. Has no exemptions. */
class SizesTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void files_haveAtMost400Lines() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(400));
        }
    }

    @Test
    void packages_haveAtMost55Files() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            Map<Path, Long> counts = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
            assertThat(counts)
                    .hasSizeGreaterThan(30)
                    .allSatisfy((folder, count) ->
                            assertThat(count).as("files in " + folder).isLessThanOrEqualTo(55));
        }
    }

    @Test
    void types_haveAtMost45PublicMethods() {
        assertThat(ArchitectureTest.CLASSES)
                .allSatisfy(each -> assertThat(each.getMethods().stream()
                                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC)))
                        .hasSizeLessThanOrEqualTo(45));
    }

    @Test
    void classes_extendAtMostOneOfOurs() {
        assertThat(ArchitectureTest.CLASSES.stream().filter(each -> !each.isAssignableTo(Throwable.class)))
                .allSatisfy(each -> assertThat(each.getAllRawSuperclasses().stream()
                                .filter(above -> above.getPackageName().startsWith("io.sepia")))
                        .as("classes of ours above " + each.getName())
                        .hasSizeLessThanOrEqualTo(1));
    }
}
