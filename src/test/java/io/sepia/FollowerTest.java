package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangeNotice;
import io.sepia.change.ChangePage;
import io.sepia.change.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process follows the changes that four threads of this process and another process make, and is killed and started
 * again meanwhile. The number of changes is 1,000, or what the system property {@code sepia.follower.changes} says.
 */
class FollowerTest {
    private static final int CHANGES = Integer.getInteger("sepia.follower.changes", 1_000);
    private static final int OBJECTS = 200;
    private static final int THREADS = 4;

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();

    /** Saves one, and now and then deletes one. */
    private static void write(Storage storage, int seed, int changes) {
        Random random = new Random(seed);
        for (int i = 0; i < changes; i++) {
            String id = "n" + random.nextInt(OBJECTS);
            if (random.nextInt(5) == 0) {
                storage.documents("note").delete(id);
            } else {
                storage.documents("note").save(id, "{\"by\":" + seed + ",\"i\":" + i + "}");
            }
        }
    }

    @Test
    void follower_killedAndRestarted_endsWithTheStateOfTheStore() throws Exception {
        Path file = directory.resolve("store.db");
        List<ChangeNotice> told = Collections.synchronizedList(new ArrayList<>());
        Map<String, Long> versions = new HashMap<>();
        try (Storage storage = Storage.builder(file).option("changes", "on").open()) {
            try (Subscription subscription = storage.onChange(told::add)) {
                assertThat(subscription).isNotNull();
                Process follower = start(Follower.class, file);
                Process writer = start(Writer.class, file);
                List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
                List<Thread> threads = new ArrayList<>();
                for (int t = 0; t < THREADS; t++) {
                    int seed = t;
                    threads.add(new Thread(() -> {
                        try {
                            write(storage, seed, CHANGES / (THREADS + 1));
                        } catch (RuntimeException | Error e) {
                            failures.add(e);
                        }
                    }));
                }
                threads.forEach(Thread::start);
                Random random = new Random(7);
                while (threads.stream().anyMatch(Thread::isAlive) || writer.isAlive()) {
                    Thread.sleep(1_000 + random.nextInt(1_000));
                    follower.destroyForcibly().waitFor();
                    follower = start(Follower.class, file);
                }
                assertThat(failures).isEmpty();
                assertThat(writer.exitValue()).as(log(writer)).isZero();
                Files.createFile(directory.resolve("done"));
                assertThat(follower.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(follower.exitValue()).as(log(follower)).isZero();
                awaitListener(told);
            }
            storage.documents("note").stream()
                    .forEach(each -> versions.put(each.key().id(), each.version()));
        } finally {
            processes.forEach(Process::destroyForcibly);
        }

        assertThat(State.read(directory).versions).isEqualTo(versions).isNotEmpty();
        assertOwnChangesAreToldOnce(told);
    }

    /** Waits until nothing comes any more: changes of the other process arrive within 50 ms. */
    private static void awaitListener(List<ChangeNotice> told) throws InterruptedException {
        int before = -1;
        while (told.size() != before) {
            before = told.size();
            Thread.sleep(500);
        }
    }

    private static void assertOwnChangesAreToldOnce(List<ChangeNotice> told) {
        List<ChangeNotice> own = told.stream().filter(each -> !each.foreign()).toList();
        assertThat(own).isNotEmpty().doesNotHaveDuplicates();
        assertThat(told).as("changes of the other process").anyMatch(ChangeNotice::foreign);
        Map<String, ChangeNotice> before = new HashMap<>();
        for (ChangeNotice notice : own) {
            ChangeNotice earlier = before.put(notice.key().id(), notice);
            if (earlier != null && notice.kind() != ChangeKind.DELETED && earlier.kind() != ChangeKind.DELETED) {
                assertThat(notice.change().at())
                        .as("%s after %s", notice, earlier)
                        .isAfterOrEqualTo(earlier.change().at());
            }
        }
    }

    private Process start(Class<?> program, Path file) throws IOException {
        Path log = directory.resolve("log" + processes.size());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dsepia.follower.changes=" + CHANGES,
                        "-Dorg.sqlite.tmpdir=" + Files.createDirectories(directory.resolve("native")),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private String log(Process process) throws IOException {
        return Files.readString(directory.resolve("log" + processes.indexOf(process)), StandardCharsets.UTF_8);
    }

    /** The other process that writes. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            try (Storage storage = Storage.open(Path.of(arguments[0]))) {
                write(storage, THREADS, CHANGES / (THREADS + 1));
            }
        }
    }

    /** What the follower knows, kept in one file together with its cursor. */
    record State(ChangeCursor cursor, Map<String, Long> versions) {
        static State read(Path directory) throws IOException {
            Path kept = directory.resolve("followed");
            if (!Files.exists(kept)) {
                return new State(ChangeCursor.BEGINNING, new TreeMap<>());
            }
            List<String> lines = Files.readAllLines(kept);
            Map<String, Long> versions = new TreeMap<>();
            for (String line : lines.subList(1, lines.size())) {
                versions.put(line.substring(0, line.indexOf(' ')), Long.valueOf(line.substring(line.indexOf(' ') + 1)));
            }
            return new State(ChangeCursor.parse(lines.get(0)), versions);
        }

        State with(ChangePage page) {
            for (Change each : page.changes()) {
                if (each.kind() == ChangeKind.DELETED) {
                    versions.remove(each.key().id());
                } else {
                    versions.put(each.key().id(), each.version());
                }
            }
            return new State(page.next(), versions);
        }

        void keep(Path directory) throws IOException {
            List<String> lines = new ArrayList<>(List.of(cursor.toString()));
            versions.forEach((id, version) -> lines.add(id + " " + version));
            Path fresh = Files.write(directory.resolve("followed.new"), lines);
            Files.move(fresh, directory.resolve("followed"), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The process that follows. */
    static final class Follower {
        private Follower() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]).getParent();
            State state = State.read(directory);
            try (Storage storage = Storage.open(Path.of(arguments[0]))) {
                while (true) {
                    boolean done = Files.exists(directory.resolve("done"));
                    ChangePage page = storage.changesSince(state.cursor(), 50);
                    state = state.with(page);
                    state.keep(directory);
                    if (done && !page.more()) {
                        return;
                    }
                    if (!page.more()) {
                        Thread.sleep(5);
                    }
                }
            }
        }
    }
}
