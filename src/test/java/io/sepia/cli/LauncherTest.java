package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the launcher {@code sepia} makes, with a small jar in place of the command line. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
@Timeout(120)
class LauncherTest {
    @TempDir
    Path home;

    /** Prints its arguments. Fails in a training run if the file {@code fail} exists, to which it adds a line. */
    static final class Printing {
        private static final int STORE = 1;

        private Printing() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(String.join(" ", arguments));
            if (arguments[0].equals("--store")) {
                Path fail = Path.of(arguments[STORE]).resolveSibling("../fail");
                if (Files.exists(fail)) {
                    Files.writeString(fail, "failed\n", StandardOpenOption.APPEND);
                    System.exit(1);
                }
                // Each command loads classes of its own.
                if (arguments[STORE + 1].equals("get")) {
                    Class.forName("java.util.concurrent.Phaser");
                } else if (arguments[STORE + 1].equals("put")) {
                    Class.forName("java.util.concurrent.Exchanger");
                }
            }
        }
    }

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("sepia"), home.resolve("sepia"));
        Files.createDirectory(home.resolve("target"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Printing.class.getName());
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(home.resolve("target/sepia-cli.jar")), manifest)) {
            String name = Printing.class.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new ZipEntry(name));
            try (var bytes = Printing.class.getResourceAsStream("/" + name)) {
                bytes.transferTo(jar);
            }
            jar.closeEntry();
        }
    }

    /** Runs the launcher, which must print its arguments and nothing else. Returns where it loaded the class from. */
    private String run() throws Exception {
        Path output = home.resolve("output");
        Path loaded = home.resolve("loaded");
        ProcessBuilder builder = new ProcessBuilder(home.resolve("sepia").toString(), "count", "Note")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SEPIA_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(output)).containsExactly("count Note");
        return Files.readAllLines(loaded).stream()
                .filter(line -> line.contains(Printing.class.getName() + " "))
                .reduce("", (all, line) -> line);
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("target"))) {
            return files.filter(each -> each.toString().contains(".jsa")).toList();
        }
    }

    private Path awaitArchive() throws Exception {
        while (archives().size() != 1 || !archives().get(0).toString().endsWith(".jsa")) {
            Thread.sleep(50);
        }
        return archives().get(0);
    }

    @Test
    void archive_missing_isMadeSilentlyAndUsedByLaterRuns() throws Exception {
        assertThat(run()).contains("sepia-cli.jar");
        awaitArchive();
        assertThat(run()).contains("shared objects file");
    }

    @Test
    void archive_ofAnotherJar_isReplaced() throws Exception {
        run();
        awaitArchive();
        touch(home.resolve("target/sepia-cli.jar"));
        assertThat(run()).contains("sepia-cli.jar");
        awaitArchive();
        assertThat(run()).contains("shared objects file");
    }

    @Test
    void archive_thatCannotServeOrBeMade_isIgnoredSilently() throws Exception {
        run();
        Path archive = awaitArchive();
        Files.delete(archive);
        Files.writeString(archive, "no archive");
        assertThat(run()).contains("sepia-cli.jar");

        Files.delete(archive);
        Files.createDirectory(Path.of(archive + ".making"));
        assertThat(run()).contains("sepia-cli.jar");
        assertThat(archives()).containsExactly(Path.of(archive + ".making"));
    }

    @Test
    void archive_thatFails_isTriedOnce() throws Exception {
        Path fail = Files.createFile(home.resolve("target/fail"));
        run();
        while (Files.size(fail) == 0 || holdsFiles()) {
            Thread.sleep(50);
        }
        run();
        assertThat(archives()).singleElement().asString().endsWith(".making");
        assertThat(Files.readAllLines(fail)).containsExactly("failed");
    }

    private boolean holdsFiles() throws IOException {
        for (Path each : archives()) {
            try (Stream<Path> files = Files.list(each)) {
                if (files.findAny().isPresent()) {
                    return true;
                }
            } catch (NoSuchFileException gone) {
                return false;
            }
        }
        return false;
    }

    /** Makes the jar newer than the archive, whatever the resolution of the file system's times. */
    private static void touch(Path jar) throws Exception {
        Thread.sleep(1_100);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    }
}
