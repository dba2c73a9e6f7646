package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The single program of a page: a class {@code Example} with a main method. {@link GuidesTest} compiles other blocks.
 */
record MarkdownProgram(Path markdown, Path directory) {
    /** Compiles and runs the program in the directory, and returns its output. */
    String run() throws Exception {
        List<String> programs = Markdown.blocks(markdown, "java").stream()
                .filter(each -> each.contains("public class Example"))
                .toList();
        assertThat(programs).as("a second program needs a test of its own").hasSize(1);
        Path source = directory.resolve("Example.java");
        Files.writeString(source, programs.get(0));
        JavaSources.compile(directory, List.of(source));
        Path errors = directory.resolve("errors.txt");
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        directory + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                        "Example")
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(Files.readString(errors)).isZero();
        return output;
    }
}
