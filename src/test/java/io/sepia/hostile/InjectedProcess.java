package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A process that opens one store after the other. {@code strace} lets system calls fail, a limit of the size of files
 * cuts writes short.
 */
final class InjectedProcess implements AutoCloseable {
    private final String store;
    private final Injections injections;
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    /**
     * @param store the name of the stores
     * @param options their options
     */
    InjectedProcess(String store, Map<String, String> options, Injections injections) throws IOException {
        this.store = store;
        this.injections = injections;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                InjectedWriter.class.getName()));
        options.forEach((name, value) -> command.add(name + "=" + value));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    private void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** Which system calls fail, and how. */
    interface Injections {
        /** Returns the names of calls, separated by commas. */
        List<String> calls();

        String error(String calls, Random random);

        /** Returns the files and directories of which calls fail; none for all. */
        List<Path> paths(Path place, String calls, Random random);
    }

    /** Runs a store with errors and then one without, and says which errors. */
    String run(Path place, Path acknowledgements, Random random) throws Exception {
        send(place.resolve(store) + "\t" + acknowledgements);
        assertThat(output.readLine()).isEqualTo("begin");
        boolean later = random.nextInt(4) > 0;
        if (later) {
            send("sound");
            assertThat(output.readLine()).isEqualTo("sound");
        }
        String what = random.nextInt(8) == 0 ? limited(random) : injected(place, random);
        send("close");
        assertThat(output.readLine()).isEqualTo("closed");
        return what + (later ? ", in an existing store" : ", in a new store");
    }

    /** Cuts writes short at a size of files. */
    private String limited(Random random) throws Exception {
        int bytes = 1_000 + random.nextInt(200_000);
        limit(Integer.toString(bytes));
        send("go");
        assertThat(output.readLine()).isEqualTo("done");
        limit("unlimited");
        return "files of at most " + bytes + " bytes";
    }

    private void limit(String bytes) throws Exception {
        Process limiting = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start();
        assertThat(limiting.waitFor()).isZero();
    }

    private String injected(Path place, Random random) throws Exception {
        String calls = injections.calls().get(random.nextInt(injections.calls().size()));
        int first = 1 + (random.nextBoolean() ? random.nextInt(8) : random.nextInt(120));
        String when =
                first + (random.nextInt(3) == 0 ? "+" : random.nextInt(3) == 0 ? "+" + (1 + random.nextInt(9)) : "");
        String injection = "inject=" + calls + ":error=" + injections.error(calls, random) + ":when=" + when;
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null"));
        for (Path each : injections.paths(place, calls, random)) {
            command.addAll(List.of("-P", each.toString()));
        }
        command.addAll(List.of(
                "-e", "trace=" + calls, "-e", "signal=none", "-e", injection, "-p", Long.toString(process.pid())));
        Process strace = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader messages = strace.inputReader(StandardCharsets.UTF_8)) {
            String line = messages.readLine();
            assertThat(line).contains("attached");
            send("go");
            assertThat(output.readLine()).isEqualTo("done");
        } finally {
            strace.toHandle().destroy();
            if (!strace.waitFor(10, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
            }
        }
        return injection.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
    }
}
