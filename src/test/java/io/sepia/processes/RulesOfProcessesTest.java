package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import io.sepia.change.EventType;
import io.sepia.document.GenerationInfo;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.jpa.Postgresql;
import io.sepia.processes.Ruling.Leaf;
import io.sepia.processes.Ruling.Root;
import io.sepia.processes.Ruling.Unique;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes write, delete single objects and many, set rules and collect garbage in one store. Afterwards, every
 * generation, event and change that the rules demand exists, and no reference dangles. To run it longer: {@code ./mvnw
 * test -Dtest=RulesOfProcessesTest -Dsepia.seconds=60}.
 */
class RulesOfProcessesTest {
    private static final long SECONDS = Long.getLong("sepia.seconds", 3);

    @TempDir
    Path directory;

    private final Map<String, Integer> written = new HashMap<>();
    /** The numbers of swept objects that were saved and deleted. */
    private final Map<String, Integer> counts = new HashMap<>();

    @Test
    void sqliteFile_twoProcesses_keepAllRules() throws Exception {
        check(directory.resolve("store.db").toString());
    }

    @Test
    void h2Server_twoProcesses_keepAllRules() throws Exception {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists", "-tcpDaemon")
                .start();
        try {
            check("jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:rules;DB_CLOSE_DELAY=-1");
        } finally {
            server.stop();
        }
    }

    @Test
    void postgresql_twoProcesses_keepAllRules() throws Exception {
        check(Postgresql.url());
    }

    private void check(String place) throws Exception {
        try (Storage storage =
                Ruling.builder(place).option("events", Ruling.SWEPT).open()) {
            storage.documents(Ruling.SWEPT).keepHistory(HistoryRule.ALL);
            runBoth(place);
            checkSwept(storage);
            written.forEach((what, count) -> {
                String[] words = what.split(" ");
                long found = words[0].equals("events")
                        ? storage.documents(words[1]).history(words[2]).events().size()
                        : storage.documents(words[1]).history(words[2]).count();
                assertThat(found).as("%s, of %d writes", what, count).isGreaterThanOrEqualTo(count);
            });
            assertThat(written).isNotEmpty();
            assertThat(followed(storage)).isEqualTo(stored(storage));
            if (!storage.indexes().list(Unique.class).isEmpty()) {
                try (Stream<Unique> all = storage.stream(Unique.class)) {
                    assertThat(all.map(Unique::text)).doesNotHaveDuplicates();
                }
            }
            try (Stream<Root> roots = storage.stream(Root.class)) {
                assertThat(storage.ids(Leaf.class))
                        .as("leaves that roots refer to")
                        .containsAll(roots.map(each -> each.leaf().id().orElseThrow())
                                .toList());
            }
        }
    }

    /** Checks that each save and each deletion of a swept object was recorded exactly once. */
    private void checkSwept(Storage storage) {
        List<GenerationInfo> generations = new ArrayList<>();
        List<EventType> events = new ArrayList<>();
        for (int i = 0; i < Ruling.SWEPT_IDS; i++) {
            var history = storage.documents(Ruling.SWEPT).history("s" + i);
            generations.addAll(history.list());
            history.events().forEach(each -> events.add(each.type()));
        }
        int deleted = counts.getOrDefault("deleted", 0);
        int saved = counts.getOrDefault("saved", 0);
        assertThat(deleted).as("deleted of %d saved objects", saved).isPositive();
        assertThat(generations).as("generations").hasSize(saved);
        assertThat(generations)
                .as("generations of deleted objects")
                .filteredOn(each -> each.deletedAt().isPresent())
                .hasSize(deleted);
        assertThat(events).as("events").hasSize(saved + deleted);
        assertThat(events)
                .as("events of deletions")
                .filteredOn(EventType.DELETED::equals)
                .hasSize(deleted);
    }

    /** Returns the keys that are stored according to the log of changes. */
    private static Set<ObjectKey> followed(Storage storage) {
        Set<ObjectKey> keys = new HashSet<>();
        ChangeCursor cursor = ChangeCursor.BEGINNING;
        ChangePage page;
        do {
            page = storage.changes().since(cursor);
            for (Change each : page.changes()) {
                if (each.kind() == ChangeKind.DELETED) {
                    keys.remove(each.key());
                } else {
                    keys.add(each.key());
                }
            }
            cursor = page.next();
        } while (page.more());
        return keys;
    }

    private static Set<ObjectKey> stored(Storage storage) {
        Set<ObjectKey> keys = new HashSet<>();
        storage.classes()
                .keySet()
                .forEach(className ->
                        storage.documents(className).ids().forEach(id -> keys.add(new ObjectKey(className, id))));
        return keys;
    }

    private void runBoth(String place) throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            processes.add(start(place, "first"));
            processes.add(start(place, "second"));
            List<CompletableFuture<Boolean>> read = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Process from = processes.get(i);
                Process to = processes.get(1 - i);
                read.add(CompletableFuture.supplyAsync(() -> read(from, to)));
            }
            for (CompletableFuture<Boolean> each : read) {
                assertThat(each).succeedsWithin(SECONDS + 60, TimeUnit.SECONDS).isEqualTo(true);
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    /** Reads the output of a process and forwards each rule to the other one. Returns whether the process finished. */
    private boolean read(Process from, Process to) {
        try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("rule ") && to.isAlive()) {
                    to.getOutputStream().write((line.substring(5) + "\n").getBytes(StandardCharsets.UTF_8));
                    to.getOutputStream().flush();
                } else if (line.startsWith("wrote generations") || line.startsWith("wrote events")) {
                    String[] words = line.split(" ");
                    synchronized (written) {
                        written.merge(
                                words[1] + " " + words[2] + " " + words[3], Integer.parseInt(words[4]), Integer::sum);
                    }
                } else if (line.startsWith("wrote saved ") || line.startsWith("wrote deleted ")) {
                    String[] words = line.split(" ");
                    synchronized (written) {
                        counts.merge(words[1], Integer.parseInt(words[3]), Integer::sum);
                    }
                } else if (line.equals("end")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(String place, String which) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ruling.class.getName(),
                        place,
                        which,
                        Long.toString(SECONDS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
