package io.sepia.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process of {@link DirectoryTrial} with an open store. */
final class DirectoryProcess {
    final Process process;
    final BufferedReader output;
    final Writer input;

    DirectoryProcess(Path store) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrialWorker.class.getName(),
                        store.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    String receive() throws IOException {
        String line = output.readLine();
        if (line == null || line.startsWith("untyped")) {
            throw new IllegalStateException(line == null ? "a process has ended" : line);
        }
        return line;
    }

    void close() {
        process.destroyForcibly();
    }
}
