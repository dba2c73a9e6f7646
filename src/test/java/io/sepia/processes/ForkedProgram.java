package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program that has run in a JVM of its own, with the JDK's default logging.
 *
 * @param output the lines of its output
 * @param errors the lines of its standard error, without those of the JVM about itself
 */
record ForkedProgram(List<String> output, List<String> errors) {
    /** Libraries that only tests or other applications have. */
    static final String OTHERS =
            "spring|slf4j|jcache|envers|narayana|agroal|HikariCP|cdi-api|commons-logging|micrometer"
                    + "|junit|assertj|archunit|jakarta.data";

    /**
     * Runs a program.
     *
     * @param excluded a pattern in the names of jars that its class path lacks
     */
    static ForkedProgram run(Path directory, String excluded, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        Pattern missing = Pattern.compile(excluded);
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each ->
                        !missing.matcher(Path.of(each).getFileName().toString()).find())
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                program.getName()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new ForkedProgram(lines(out), lines(err));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(each -> !each.startsWith("WARNING: ") && !each.startsWith("Picked up "))
                .toList();
    }
}
