package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is what a first reader copies: it must compile and run as it stands. */
class ReadmeTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void readme_javaCompilesAndRuns() throws Exception {
        Path source = directory.resolve("Example.java");
        Files.writeString(source, onlyJavaBlock(Path.of("README.md")));

        compile(source);

        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                        "Example")
                .directory(directory.toFile())
                .redirectErrorStream(false)
                .redirectError(directory.resolve("errors.txt").toFile())
                .start();
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue())
                .as(() -> "see " + directory.resolve("errors.txt"))
                .isZero();
        assertThat(output.lines()).containsExactly("Engine by Ada Lovelace, version 1", "1 note, {Author=1, Note=1}");
        assertThat(directory.resolve("app_data.db")).isNotEmptyFile();
    }

    private static String onlyJavaBlock(Path markdown) throws Exception {
        Matcher blocks = JAVA_BLOCK.matcher(Files.readString(markdown));
        assertThat(blocks.find()).isTrue();
        String block = blocks.group(1);
        assertThat(blocks.find()).as("a second block needs a test of its own").isFalse();
        return block;
    }

    private void compile(Path source) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }
}
