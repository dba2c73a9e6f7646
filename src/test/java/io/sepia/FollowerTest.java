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
 * A process follows the changes of four threads of this process and of another process, while it is repeatedly killed
 * and restarted. There are 1,000 changes. In the long run the process is killed every one to two seconds: {@code ./mvnw
 * test -Dtest=FollowerTest -Dsepia.follower.changes=100000}.
 */
class FollowerTest {
    private static final int CHANGES = Integer.getInteger("sepia.follower.changes", 1_000);
    private static final int OBJECTS = 200;
    private static final int THREADS = 4;

    @TempDir
    private Path directory;

    private final List<Process> processes = new ArrayList<>();

    /** Saves objects, and sometimes deletes one, until the number of changes is reached. */
    private static void write(Storage storage, int seed, int changes) {
        Random random = new Random(seed);
        for (int made = 0; made < changes; ) {
            String id = "n" + random.nextInt(OBJECTS);
            if (random.nextInt(5) == 0) {
                made += storage.documents("note").delete(id) ? 1 : 0;
            } else {
                storage.documents("note").save(id, "{\"by\":" + seed + ",\"i\":" + made + "}");
                made++;
            }
        }
    }

    @Test
    void follower_killedAndRestarted_endsWithTheStateOfTheStore() throws Exception {
        Path file = directory.resolve("store.db");
        List<ChangeNotice> told = Collections.synchronizedList(new ArrayList<>());
        Map<String, String> stored = new HashMap<>();
        try (Storage storage = StorageBuilder.of(file).option("changes", "on").open()) {
            try (Subscription subscription = storage.changes().onChange(told::add)) {
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
                int kills = 0;
                while (kills == 0 || threads.stream().anyMatch(Thread::isAlive) || writer.isAlive()) {
                    awaitSomethingFollowed(follower);
                    Thread.sleep(CHANGES > 1_000 ? 1_000 + random.nextInt(1_000) : random.nextInt(50));
                    follower.destroyForcibly().waitFor();
                    kills++;
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
                    .forEach(each -> stored.put(each.key().id(), each.version() + each.content()));
        } finally {
            processes.forEach(Process::destroyForcibly);
        }

        assertThat(State.read(directory).documents).isEqualTo(stored).isNotEmpty();
        assertLocalChangesAreToldOnce(told);
    }

    /** Waits until a follower has stored a cursor, so that the next follower continues there. */
    private void awaitSomethingFollowed(Process follower) throws InterruptedException {
        while (!Files.exists(directory.resolve("followed")) && follower.isAlive()) {
            Thread.sleep(5);
        }
    }

    /** Waits until no more changes arrive: those of the other process arrive within 50 ms. */
    private static void awaitListener(List<ChangeNotice> told) throws InterruptedException {
        int before = -1;
        while (told.size() != before) {
            before = told.size();
            Thread.sleep(300);
        }
    }

    private static void assertLocalChangesAreToldOnce(List<ChangeNotice> told) {
        List<ChangeNotice> own = told.stream().filter(each -> !each.foreign()).toList();
        assertThat(own).hasSize(CHANGES / (THREADS + 1) * THREADS).doesNotHaveDuplicates();
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

    /** The other writing process. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            try (Storage storage = Storage.open(Path.of(arguments[0]))) {
                write(storage, THREADS, CHANGES / (THREADS + 1));
            }
        }
    }

    /** The follower's state, stored in one file together with its cursor. */
    record State(ChangeCursor cursor, Map<String, String> documents) {
        static State read(Path directory) throws IOException {
            Path kept = directory.resolve("followed");
            if (!Files.exists(kept)) {
                return new State(ChangeCursor.BEGINNING, new TreeMap<>());
            }
            List<String> lines = Files.readAllLines(kept);
            Map<String, String> documents = new TreeMap<>();
            for (String line : lines.subList(1, lines.size())) {
                documents.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
            }
            return new State(ChangeCursor.parse(lines.get(0)), documents);
        }

        /** Reads a page and the documents that it names, as of the same moment. */
        State next(Storage storage) {
            return storage.transactions().readOnly().in(tx -> {
                ChangePage page = tx.changes().since(cursor, 50);
                for (Change each : page.changes()) {
                    String id = each.key().id();
                    tx.documents("note")
                            .find(id)
                            .ifPresentOrElse(
                                    found -> documents.put(id, found.version() + found.content()),
                                    () -> documents.remove(id));
                    boolean deleted = each.kind() == ChangeKind.DELETED;
                    if (deleted == documents.containsKey(id)) {
                        throw new AssertionError(each + " is not how it is stored");
                    }
                }
                return new State(page.next(), documents);
            });
        }

        void keep(Path directory) throws IOException {
            List<String> lines = new ArrayList<>(List.of(cursor.toString()));
            documents.forEach((id, document) -> lines.add(id + " " + document));
            Path fresh = Files.write(directory.resolve("followed.new"), lines);
            Files.move(fresh, directory.resolve("followed"), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The following process. */
    static final class Follower {
        private Follower() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]).getParent();
            State state = State.read(directory);
            try (Storage storage = Storage.open(Path.of(arguments[0]))) {
                while (true) {
                    boolean done = Files.exists(directory.resolve("done"));
                    State next = state.next(storage);
                    boolean moved = !next.cursor().equals(state.cursor());
                    state = next;
                    if (moved) {
                        state.keep(directory);
                    } else if (done) {
                        return;
                    } else {
                        Thread.sleep(5);
                    }
                }
            }
        }
    }
}
