package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Page;
import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.document.GenerationInfo;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageException;
import io.sepia.hostile.Randoms;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads mutated files by all operations: each answers with contents that were stored, or with a typed error. Runs
 * {@code sepia.mutations} files, from the seed {@code sepia.seed} on.
 */
class MutatedFileTest {
    private static final int MUTATIONS = Integer.getInteger("sepia.mutations", 30);
    private static final long SEED = Long.getLong("sepia.seed", 5_030);
    private static final int PAGE = 4_096;

    @TempDir
    private Path directory;

    private byte[] sound;
    private final Map<ObjectKey, List<String>> contents = new HashMap<>();
    private final Set<Event> events = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private int missing;
    private int missingAndFound;
    private int refused;

    @BeforeEach
    void fill() throws IOException {
        Path file = directory.resolve("sound.db");
        try (Storage storage = Storage.open(
                "sqlite", Map.of("database_path", file, "events", "N,M", "changes", "on", "journal_mode", "DELETE"))) {
            storage.documents("N").keepHistory(HistoryRule.ALL);
            storage.indexes().add(IndexDefinition.of("N", "mail").asUnique());
            for (int i = 0; i < 150; i++) {
                save(
                        storage,
                        "N",
                        "n" + i,
                        "{\"mail\":\"mail " + i + "\",\"text\":\"" + "text ".repeat(i % 40) + "\"}");
                save(storage, "M", "m" + i, "{\"other\":{\"$ref\":{\"class\":\"N\",\"id\":\"n" + i + "\"}}}");
            }
            for (int i = 0; i < 50; i++) {
                save(storage, "N", "n" + i, "{\"mail\":\"later " + i + "\"}");
            }
            storage.documents("M").delete("m149");
            storage.documents("N").forget(List.of("none"));
            try (Stream<Event> all = storage.changes().events(EventFilter.ALL)) {
                all.forEach(events::add);
            }
        }
        sound = Files.readAllBytes(file);
    }

    private void save(Storage storage, String className, String id, String content) {
        storage.documents(className).save(id, content);
        contents.computeIfAbsent(new ObjectKey(className, id), key -> new ArrayList<>())
                .add(content);
    }

    /** Returns a mutated copy of the file, and never one that is equal. */
    private byte[] mutated(Random random) {
        byte[] bytes = sound.clone();
        int pages = bytes.length / PAGE;
        int page = random.nextInt(pages) * PAGE;
        int other = random.nextInt(pages) * PAGE;
        switch (random.nextInt(7)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                for (int i = 0; i < 8; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> java.util.Arrays.fill(bytes, page, page + PAGE, (byte) 0);
            case 3 -> System.arraycopy(sound, other, bytes, page, PAGE);
            case 4 -> {
                System.arraycopy(sound, other, bytes, page, PAGE);
                System.arraycopy(sound, page, bytes, other, PAGE);
            }
            case 5 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            default -> {
                byte[] noise = new byte[PAGE];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, page, PAGE);
            }
        }
        return bytes;
    }

    @Test
    void mutatedFiles_giveStoredContentsOrTypedErrors() throws IOException {
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = SEED + i;
            Path file = directory.resolve("mutated.db");
            Files.write(file, mutated(Randoms.of(seed)));
            read(file, seed);
            new MutatedWrites(seed, this::typed, wrong, contents).run(file);
            try (Stream<Path> left = Files.list(directory)) {
                for (Path each : left.filter(each -> !each.endsWith("sound.db")).toList()) {
                    Files.delete(each);
                }
            }
        }
        System.out.println(MUTATIONS + " mutated files: " + refused + " operations refused, " + missing
                + " files with missing objects, " + missingAndFound + " of them found by verify");
        assertThat(wrong).isEmpty();
        assertThat(missingAndFound).isEqualTo(missing);
    }

    private void read(Path file, long seed) {
        boolean[] lacks = {false};
        boolean[] findings = {false};
        typed(seed, "open", () -> {
            try (Storage storage = Storage.open("sqlite", Map.of("database_path", file, "read_only", "true"))) {
                contents.forEach((key, versions) -> typed(seed, "find", () -> {
                    boolean isStored = !key.equals(new ObjectKey("M", "m149"));
                    storage.documents(key.className())
                            .find(key.id())
                            .ifPresentOrElse(found -> check(found, seed), () -> lacks[0] |= isStored);
                }));
                for (String className : List.of("N", "M")) {
                    operations(storage, className, seed);
                }
                typed(seed, "events", () -> {
                    try (Stream<Event> found = storage.changes().events(EventFilter.ALL)) {
                        found.filter(each -> !events.contains(each))
                                .forEach(each -> wrong.add("seed " + seed + ": " + each + " was never logged"));
                    }
                });
                typed(seed, "changes", () -> storage.changes().since(ChangeCursor.BEGINNING, 1_000));
                typed(seed, "export", () -> storage.contents().exportData(new StringWriter()));
                typed(seed, "export of the rest", () -> storage.contents().exportData(new StringWriter(), each -> {}));
                typed(seed, "copy", () -> {
                    try (Storage memory = Storage.open("memory", Map.of())) {
                        storage.contents().copyTo(memory);
                    }
                });
                typed(seed, "hash", () -> storage.contents().hash());
                typed(seed, "classes", storage::classes);
                for (int i = 0; i < 150; i += 20) {
                    String id = "m" + i;
                    typed(seed, "graph", () -> graph(storage.find(M.class, id), seed));
                    typed(
                            seed,
                            "reason",
                            () -> storage.garbage()
                                    .whyAlive(new ObjectKey("N", id.replace('m', 'n')), Roots.classNames("M")));
                }
                typed(seed, "garbage", () -> {
                    for (ObjectKey each : storage.garbage()
                            .dryRun()
                            .collect(Roots.classNames("M"))
                            .keys()
                            .toList()) {
                        if (!each.equals(new ObjectKey("N", "n149"))) {
                            wrong.add("seed " + seed + ": " + each + " counts as garbage");
                        }
                    }
                });
                typed(seed, "indexes", () -> storage.indexes().list());
                typed(seed, "stats", storage::stats);
                findings[0] = !typed(
                                seed,
                                "verify",
                                () -> findings[0] = !storage.contents().verify().isSound())
                        || findings[0];
            }
        });
        if (lacks[0]) {
            missing++;
            missingAndFound += findings[0] ? 1 : 0;
        }
    }

    private void operations(Storage storage, String className, long seed) {
        var documents = storage.documents(className);
        typed(seed, "stream", () -> {
            try (Stream<StoredDocument> stream = documents.stream()) {
                stream.forEach(each -> check(each, seed));
            }
        });
        typed(seed, "count", documents::count);
        typed(seed, "ids", documents::ids);
        typed(seed, "query", () -> {
            try (Stream<StoredDocument> stream = documents.query().where("mail >= 'm'").orderBy("mail").stream()) {
                stream.forEach(each -> check(each, seed));
            }
        });
        typed(seed, "page", () -> {
            Page<StoredDocument> page =
                    documents.query().orderBy("mail").limit(40).page();
            page.items().forEach(each -> check(each, seed));
        });
        typed(
                seed,
                "first",
                () -> documents.query().where("mail = 'mail 77'").first().ifPresent(each -> {
                    check(each, seed);
                    if (!each.key().equals(new ObjectKey("N", "n77"))) {
                        wrong.add("seed " + seed + ": " + each.key() + " has the mail of n77");
                    }
                }));
        typed(
                seed,
                "count of a query",
                () -> documents.query().where("mail like 'later%'").count());
        typed(
                seed,
                "find all",
                () -> documents.findAll(List.of("n1", "m2", "n149", "m120")).forEach(each -> check(each, seed)));
        typed(seed, "rule", documents::historyRule);
        for (int i = 0; i < 150; i += 10) {
            String id = className.toLowerCase(java.util.Locale.ROOT) + i;
            typed(seed, "referrers", () -> {
                for (ObjectKey each : documents.whoReferences(id)) {
                    if (!id.startsWith("n") || !each.equals(new ObjectKey("M", "m" + id.substring(1)))) {
                        wrong.add("seed " + seed + ": " + each + " refers to " + id);
                    }
                }
            });
            typed(seed, "history", () -> {
                for (GenerationInfo each : documents.history(id).list()) {
                    documents.history(id).at(each.number()).ifPresent(found -> check(found.value(), seed));
                }
            });
            typed(seed, "last event", () -> documents.history(id).lastEvent());
        }
    }

    /** An object that refers to another. */
    @Stored
    record M(@ObjectId String id, N other) {}

    /** An object that is referred to. */
    @Stored
    record N(@ObjectId String id, String mail, @Nullable String text) {}

    private void graph(Optional<M> found, long seed) {
        found.ifPresent(m -> {
            if (!m.other().id().equals(m.id().replace('m', 'n'))) {
                wrong.add("seed " + seed + ": " + m.id() + " refers to "
                        + m.other().id());
            }
            if (!m.other().mail().matches("(mail|later) " + m.id().substring(1))) {
                wrong.add("seed " + seed + ": " + m.other().id() + " has the mail "
                        + m.other().mail());
            }
        });
    }

    private void check(StoredDocument found, long seed) {
        if (!contents.getOrDefault(found.key(), List.of()).contains(found.content())) {
            wrong.add("seed " + seed + ": " + found.key() + " has a content that was never stored");
        }
    }

    /** Runs an operation, and returns whether it succeeded. */
    private boolean typed(long seed, String operation, Runnable action) {
        try {
            action.run();
            return true;
        } catch (StorageException e) {
            refused++;
        } catch (RuntimeException | Error e) {
            StackTraceElement[] trace = e.getStackTrace();
            wrong.add("seed " + seed + ": " + operation + " failed by " + e + " at "
                    + List.of(trace).subList(0, Math.min(4, trace.length)));
        }
        return false;
    }
}
