package io.sepia.internal.backend.jpa;

import io.sepia.Migrations;
import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.hostile.Randoms;
import io.sepia.query.IndexDefinition;
import io.sepia.report.ConflictPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes to a mutated file by all operations, in a random order, and reads what is there afterwards. */
final class MutatedWrites {
    /** Runs an operation, and records errors that are not typed. */
    interface Typed {
        boolean run(long seed, String operation, Runnable action);
    }

    private final long seed;
    private final Typed typed;
    private final List<String> wrong;
    private final Map<ObjectKey, List<String>> contents = new HashMap<>();

    /** @param contents what was ever stored */
    MutatedWrites(long seed, Typed typed, List<String> wrong, Map<ObjectKey, List<String>> contents) {
        this.seed = seed;
        this.typed = typed;
        this.wrong = wrong;
        contents.forEach((key, each) -> this.contents.put(key, new ArrayList<>(each)));
    }

    void run(Path file) {
        typed.run(seed, "open for writing", () -> {
            try (Storage storage = Storage.open("sqlite", Map.of("database_path", file))) {
                List<Runnable> verbs = verbs(storage, file);
                Collections.shuffle(verbs, Randoms.of(seed));
                verbs.forEach(Runnable::run);
                read(storage);
            }
        });
    }

    private Runnable verb(String name, Runnable action) {
        return () -> typed.run(seed, name, action);
    }

    private String stored(String className, String id, String content) {
        contents.computeIfAbsent(new ObjectKey(className, id), key -> new ArrayList<>())
                .add(content);
        return content;
    }

    private List<Runnable> verbs(Storage storage, Path file) {
        var n = storage.documents("N");
        var m = storage.documents("M");
        String export = "{\"id\":\"n9\"}";
        return new ArrayList<>(List.of(
                verb("save", () -> n.save("n3", stored("N", "n3", "{\"mail\":\"saved 3\"}"))),
                verb("save all", () -> {
                    Map<String, String> all = new HashMap<>();
                    for (int i = 0; i < 30; i++) {
                        all.put("new" + i, stored("N", "new" + i, "{\"mail\":\"new " + i + "\"}"));
                    }
                    n.saveAll(all);
                }),
                verb(
                        "insert",
                        () -> m.insert(
                                "m500", stored("M", "m500", "{\"other\":{\"$ref\":{\"class\":\"N\",\"id\":\"n5\"}}}"))),
                verb("update", () -> n.update("n8", stored("N", "n8", "{\"mail\":\"updated 8\"}"))),
                verb(
                        "change",
                        () -> n.update("n20", found -> {
                            check("N", "n20", found);
                            return stored("N", "n20", "{\"mail\":\"changed 20\"}");
                        })),
                verb("delete", () -> n.delete("n149")),
                verb("delete of many", () -> m.deleteAll(List.of("m11", "m12", "m400"))),
                verb(
                        "delete by query",
                        () -> n.query().where("mail = 'mail 120'").delete()),
                verb("forget", () -> n.forget(List.of("n130", "n131"))),
                verb("rule", () -> m.keepHistory(HistoryRule.ALL)),
                verb("generation", () -> n.saveGeneration("n40", stored("N", "n40", "{\"mail\":\"generation 40\"}"))),
                verb("restore", () -> check(n.history("n41").restore(1))),
                verb("activity", () -> n.history("n42").logActivity("seen", Map.of("by", "me"))),
                verb("index", () -> storage.indexes().add(IndexDefinition.of("N", "text"))),
                verb(
                        "index dropped",
                        () -> storage.indexes()
                                .drop(IndexDefinition.of("N", "mail").asUnique())),
                verb("indexes rebuilt", () -> storage.indexes().rebuild(null)),
                verb("collection", () -> collect(storage)),
                verb("adoption", () -> storage.contents().adoptEdits()),
                verb(
                        "migration",
                        () -> storage.contents()
                                .migrations()
                                .migrateAll("M", 2, Map.of(2, Migrations.steps().setDefault("kept", "1")))),
                verb(
                        "import",
                        () -> storage.contents()
                                .importData(
                                        new ByteArrayInputStream(export.getBytes(StandardCharsets.UTF_8)),
                                        ConflictPolicy.OVERWRITE)),
                verb(
                        "backup",
                        () -> storage.contents()
                                .backupTo(file.resolveSibling("backup" + seed + ".db"))
                                .verify()),
                verb(
                        "archive",
                        () -> storage.contents()
                                .backupTo(file.resolveSibling("backup" + seed + ".tar"))
                                .verify()),
                verb(
                        "transaction",
                        () -> storage.useTransaction(transaction -> {
                            transaction.documents("N").save("n50", stored("N", "n50", "{\"mail\":\"together 50\"}"));
                            transaction.documents("M").delete("m50");
                        })),
                verb("clear", () -> storage.documents("Other").clear())));
    }

    /** Collects what no M refers to, and checks that what an M refers to stays. */
    private void collect(Storage storage) {
        Set<String> before = new HashSet<>();
        for (int i = 0; i < 149; i++) {
            String id = "n" + i;
            String holder = "m" + i;
            typed.run(seed, "find before", () -> {
                if (storage.documents("N").exists(id) && storage.documents("M").exists(holder)) {
                    before.add(id);
                }
            });
        }
        storage.garbage().collect(Roots.classNames("M"));
        for (String id : before) {
            typed.run(seed, "find after", () -> {
                if (!storage.documents("N").exists(id)) {
                    wrong.add("seed " + seed + ": the collection deleted " + id);
                }
            });
        }
    }

    private void read(Storage storage) {
        contents.keySet()
                .forEach(key -> typed.run(
                        seed,
                        "find at last",
                        () -> storage.documents(key.className()).find(key.id()).ifPresent(this::check)));
        typed.run(seed, "verify at last", () -> storage.contents().verify());
    }

    private void check(StoredDocument found) {
        check(found.key().className(), found.key().id(), found.content());
    }

    private void check(String className, String id, String content) {
        List<String> stored = contents.getOrDefault(new ObjectKey(className, id), List.of());
        if (!stored.contains(content) && stored.stream().noneMatch(each -> isMigrated(each, content))) {
            wrong.add("seed " + seed + ": " + className + " " + id
                    + " has a content that was never stored, after writes");
        }
    }

    private static boolean isMigrated(String stored, String content) {
        return content.contains("\"kept\":1") && content.contains(stored.substring(1, stored.length() - 1));
    }
}
