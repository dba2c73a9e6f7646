package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.internal.backend.file.FastDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets system calls of a process that writes to a store fail. {@code strace} injects the errors, a limit of the size of
 * files cuts writes short. The long run: {@code ./mvnw test -Dtest=InjectedErrorsTest -Dsepia.injections=500},
 * {@code -Dsepia.seed=2}.
 */
class InjectedErrorsTest {
    private static final int INJECTIONS = Integer.getInteger("sepia.injections", 6);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    /** Of so many errors, some end a read and some a commit. */
    private static final int ENOUGH = 100;
    /** Each so manieth store is opened by the store itself. */
    private static final int STORES = 5;

    private static final String[] CALLS = {
        "pwrite64",
        "pwrite64",
        "pwrite64",
        "fsync",
        "fdatasync",
        "fsync,fdatasync",
        "ftruncate",
        "pread64",
        "openat",
        "newfstatat,fstat,statx,lstat,stat",
        "unlink,unlinkat",
        "rename,renameat2",
        "write",
        "fallocate",
        "access",
        "mmap",
        "close",
        "fcntl"
    };
    private static final String[] ERRORS = {"EIO", "EIO", "ENOSPC", "EDQUOT", "EACCES", "ENOMEM", "EROFS"};

    @TempDir(factory = FastDirectory.class)
    Path directory;

    @Test
    void injectedErrors_loseNothingAndAreTyped() throws Exception {
        assumeTrue(DiskTrace.isPossible(), "needs strace");
        Map<String, String> options = Map.of(
                "wal_autocheckpoint",
                "20",
                "journal_size_limit",
                "20000",
                "events",
                "Page0,Page1",
                "changes",
                "on",
                "busy_timeout",
                "1000");
        LaneCheck check = new LaneCheck(options);
        Map<String, Integer> seen = new TreeMap<>();
        try (Worker worker = new Worker(options)) {
            for (int i = 0; i < INJECTIONS; i++) {
                Random random = Randoms.of(SEED + i);
                Path place = Files.createDirectory(directory.resolve("case"));
                Path acknowledgements = directory.resolve("acknowledgements");
                Files.deleteIfExists(acknowledgements);
                String what = worker.run(place, acknowledgements, random);
                String where = "seed " + (SEED + i) + ", " + what + ": ";
                LaneCheck.Acknowledged acknowledged = new LaneCheck.Acknowledged();
                for (String line : Files.readAllLines(acknowledgements)) {
                    acknowledged.next(line);
                    seen.merge(line.split(" ", 2)[0], 1, Integer::sum);
                    if (line.startsWith("untyped")) {
                        check.wrong().add(where + line);
                    }
                    if (System.getProperty("sepia.print") != null
                            && line.matches("(open|unknown|failed) io.*|untyped.*")) {
                        System.out.println(where + line);
                    }
                }
                check.files(place, acknowledged, where);
                if (i % STORES == 0) {
                    check.byStore(place.resolve("store.db"), acknowledged, false, where);
                } else {
                    check.bySql(place.resolve("store.db"), acknowledged, false, where);
                }
                RecordedProgram.delete(place);
                if (check.wrong().size() > 40) {
                    break;
                }
            }
        }
        System.out.println(INJECTIONS + " injected errors: " + seen + "; " + check);
        assertThat(check.wrong()).isEmpty();
        if (INJECTIONS >= ENOUGH) {
            assertThat(seen).containsKeys("failed", "unknown");
        }
    }

    /** A process that opens one store after the other. */
    private static final class Worker implements AutoCloseable {
        private final Map<String, String> options;
        private Process process;
        private BufferedReader output;
        private Writer input;

        Worker(Map<String, String> options) throws IOException {
            this.options = options;
            start();
        }

        private void start() throws IOException {
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

        /** Runs a store with errors and then one without, and says which errors. */
        String run(Path place, Path acknowledgements, Random random) throws Exception {
            send(place.resolve("store.db") + "\t" + acknowledgements);
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
            String calls = CALLS[random.nextInt(CALLS.length)];
            int first = 1 + (random.nextBoolean() ? random.nextInt(8) : random.nextInt(120));
            String when = first
                    + (random.nextInt(3) == 0 ? "+" : random.nextInt(3) == 0 ? "+" + (1 + random.nextInt(9)) : "");
            String injection = "inject=" + calls + ":error=" + ERRORS[random.nextInt(ERRORS.length)] + ":when=" + when;
            List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null"));
            List<String> paths =
                    new ArrayList<>(List.of("store.db", "store.db-wal", "store.db-journal", "export0.jsonl", "."));
            if (random.nextInt(4) == 0) {
                paths.add("store.db-shm");
            }
            for (String each : paths) {
                command.addAll(List.of(
                        "-P",
                        each.equals(".")
                                ? place.toString()
                                : place.resolve(each).toString()));
            }
            command.addAll(List.of(
                    "-e", "trace=" + calls, "-e", "signal=none", "-e", injection, "-p", Long.toString(process.pid())));
            Process strace =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
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
}
