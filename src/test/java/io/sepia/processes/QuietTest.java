package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a small program prints with the JDK's default logging: its own output, and one message of Hibernate's. */
class QuietTest {
    /** Libraries that only tests or other applications have. */
    private static final Pattern OTHERS = Pattern.compile("spring|slf4j|jcache|envers|narayana|agroal|HikariCP|cdi-api"
            + "|commons-logging|micrometer|junit|assertj|archunit");

    @TempDir
    private Path directory;

    @Test
    void program_printsItsOutputAndHibernatesVersion() throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each ->
                        !OTHERS.matcher(Path.of(each).getFileName().toString()).find())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        TenLines.class.getName(),
                        directory.resolve("notes.db").toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lines(err)).hasSize(2).last().asString().startsWith("INFO: HHH000001: Hibernate ORM core version");
        assertThat(lines(out)).containsExactly("It weaves algebra");
    }

    /** Returns the lines, without those of the JVM about its own options or native access. */
    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(each -> !each.startsWith("WARNING: ") && !each.startsWith("Picked up "))
                .toList();
    }
}
