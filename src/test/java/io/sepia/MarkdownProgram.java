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

/** The only block of Java in a page: a class {@code Example} with a main method. */
record MarkdownProgram(Path markdown, Path directory) {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** Compiles and runs it in the directory, as a reader would, and returns what it prints. */
    String run() throws Exception {
        Path source = directory.resolve("Example.java");
        Files.writeString(source, onlyJavaBlock());
        compile(source);
        Path errors = directory.resolve("errors.txt");
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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

    private String onlyJavaBlock() throws Exception {
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
