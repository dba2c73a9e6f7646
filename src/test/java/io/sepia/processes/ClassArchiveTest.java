package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe of the guide to performance for an archive of an application's classes. */
class ClassArchiveTest {
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    @TempDir
    private Path directory;

    private Path archive;
    private String classPath;

    @BeforeEach
    void pack() throws Exception {
        archive = directory.resolve("app.jsa");
        Path library = directory.resolve("sepia.jar");
        Path application = directory.resolve("app.jar");
        jar(library, Storage.class, "io");
        jar(application, TenLines.class, "io/sepia/processes");
        // Java archives classes of jars only.
        String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> each.endsWith(".jar"))
                .filter(each -> each.matches(".*(jackson|hibernate-core|persistence-api|sqlite|jspecify|pcoll).*"))
                .collect(Collectors.joining(File.pathSeparator));
        classPath = application + File.pathSeparator + library + File.pathSeparator + jars;
    }

    private static void jar(Path jar, Class<?> from, String folder) throws IOException, URISyntaxException {
        Path root =
                Path.of(from.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(root.resolve(folder))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(root.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, zip);
                zip.closeEntry();
            }
        }
    }

    /** Runs the program of ten lines, which must print its line and nothing else. */
    private void run(String path, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUIET);
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", path, TenLines.class.getName()));
        command.add(directory.resolve("notes.db").toString());
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readAllLines(output)).containsExactly("It weaves algebra");
    }

    private String loaded() throws IOException {
        return Files.readAllLines(directory.resolve("loaded")).stream()
                .filter(line -> line.contains("io.sepia.Storage source:"))
                .collect(Collectors.joining());
    }

    private String[] using() {
        return new String[] {
            "-XX:SharedArchiveFile=" + archive, "-Xlog:class+load:file=" + directory.resolve("loaded"),
        };
    }

    @Test
    void archive_madeByOneRun_servesLaterOnes() throws Exception {
        run(classPath, "-XX:ArchiveClassesAtExit=" + archive);
        run(classPath, using());
        assertThat(loaded()).contains("shared objects file");
    }

    @Test
    void archive_thatCannotServe_isIgnoredSilently() throws Exception {
        run(classPath, using());
        assertThat(loaded()).contains("sepia.jar");
        Files.writeString(archive, "no archive");
        run(classPath, using());
        assertThat(loaded()).contains("sepia.jar");

        Files.delete(archive);
        run(classPath, "-XX:ArchiveClassesAtExit=" + archive);
        Path other = Files.copy(directory.resolve("sepia.jar"), directory.resolve("newer.jar"));
        run(classPath.replace(directory.resolve("sepia.jar").toString(), other.toString()), using());
        assertThat(loaded()).contains("newer.jar");
    }
}
