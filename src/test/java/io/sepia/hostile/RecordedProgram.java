package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs in JVMs of their own whose changes to a directory are recorded. */
final class RecordedProgram {
    private RecordedProgram() {}

    /**
     * Runs a program to its end.
     *
     * @param scratch receives temporary files
     * @param directory whose files the program changes; its state before is not part of the trace
     * @param acknowledgements a file, each write to which is an acknowledgement
     */
    static DiskTrace record(
            Path scratch, Path directory, Path acknowledgements, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        Path output = scratch.resolve("trace");
        Path errors = scratch.resolve("errors");
        List<String> command = new ArrayList<>(DiskTrace.command(output));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        DiskTrace trace = DiskTrace.read(output, directory, acknowledgements);
        Files.delete(output);
        return trace;
    }

    /** Deletes a directory of files. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Files.delete(directory);
    }

    /** Deletes a directory and all below it, if it exists. Does not follow links. */
    static void deleteTree(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /** Copies a directory of files. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, to.resolve(each.getFileName()));
            }
        }
    }
}
