package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.RetryableException;
import io.sepia.internal.json.References;
import io.sepia.model.Stored;
import io.sepia.report.ConflictPolicy;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Collects garbage in small transactions while other threads save, delete and import at random. Afterwards no reference
 * may lead to a deleted object, and no reachable object may be deleted.
 *
 * <p>{@code -Dsepia.garbage.rounds=10000} sets the number of rounds, {@code -Dsepia.garbage.seed} the seed.
 */
interface GarbageTrialContract extends StorageFixture {
    /** An object that refers to other objects of its class; those named {@code r…} are roots. */
    @Stored("node")
    final class Node {
        String id;
        int number;
        List<Node> others = new ArrayList<>();

        Node() {}

        Node(String id) {
            this.id = id;
        }
    }

    /** A root. */
    @Stored("entry")
    final class Entry {
        String id;
        List<Node> nodes = new ArrayList<>();

        Entry() {}

        Entry(String id) {
            this.id = id;
        }
    }

    int ROUNDS = Integer.getInteger("sepia.garbage.rounds", 60);
    int FIRST_SEED = Integer.getInteger("sepia.garbage.seed", 1);
    /** Few enough that garbage is deleted holders first, one by one; SQLite freezes garbage of more than 50 objects. */
    int NODES = 12;

    int MANY_NODES = 70;

    /** Deletes objects without referrers, so that only the collection could leave dangling references. */
    private static void deleteUnreferenced(StorageTransaction tx, String id) {
        ObjectKey key = new ObjectKey("node", id);
        try (var referrers = tx.documents("node").referrers(id)) {
            if (referrers.allMatch(key::equals)) {
                tx.delete(Node.class, id);
            }
        }
    }

    private static String document(Random random, String own, List<String> targets) {
        List<String> references = new ArrayList<>();
        for (String each : targets) {
            references.add("{\"$ref\":{\"class\":\"node\",\"id\":\"" + each + "\"}}");
        }
        return "{\"id\":\"" + own + "\",\"number\":" + random.nextInt(100) + ",\"others\":" + references + "}";
    }

    /** An operation of an application. It refers only to stored objects, or stores the targets too. */
    private static void act(Storage storage, Random random, boolean deleting) {
        int nodes = random.nextBoolean() ? NODES : MANY_NODES;
        String id = "n" + random.nextInt(nodes);
        String other = "n" + random.nextInt(nodes);
        switch (random.nextInt(8)) {
            case 0 -> {
                if (deleting) {
                    storage.useTransaction(tx -> deleteUnreferenced(tx, id));
                }
            }
            case 1 ->
                storage.useTransaction(tx -> tx.find(Node.class, id).ifPresent(node -> {
                    // Does not save its targets, which were read before.
                    node.number++;
                    tx.save(node);
                }));
            case 2 ->
                storage.useTransaction(tx -> {
                    List<String> there =
                            List.copyOf(tx.documents("node").findAll(new HashSet<>(List.of(id, other))).stream()
                                    .map(each -> each.key().id())
                                    .toList());
                    tx.documents("node").save("n" + random.nextInt(NODES), document(random, "x", there));
                });
            case 3 ->
                storage.useTransaction(tx -> {
                    Entry entry = new Entry("e" + random.nextInt(3));
                    tx.find(Node.class, id).ifPresent(entry.nodes::add);
                    tx.save(entry);
                });
            case 4 -> {
                // From memory: an earlier state, whose targets may be deleted.
                Entry entry = new Entry("e" + random.nextInt(3));
                Node node = storage.find(Node.class, id).orElseGet(() -> new Node(id));
                entry.nodes.add(node);
                Thread.yield();
                storage.save(entry);
            }
            case 5 -> {
                Node holder = new Node("n" + random.nextInt(NODES));
                storage.find(Node.class, id).ifPresent(holder.others::add);
                storage.find(Node.class, other).ifPresent(holder.others::add);
                storage.save(holder);
            }
            case 6 -> storage.save(new Entry("e" + random.nextInt(3)));
            default -> {
                StringWriter export = new StringWriter();
                storage.contents().exportData(export);
                Thread.yield();
                storage.contents()
                        .importData(
                                new ByteArrayInputStream(export.toString().getBytes(StandardCharsets.UTF_8)),
                                random.nextBoolean() ? ConflictPolicy.SKIP : ConflictPolicy.OVERWRITE);
            }
        }
    }

    private static void actUnlessInConflict(Storage storage, Random random, boolean deleting) {
        try {
            act(storage, random, deleting);
        } catch (RetryableException | MissingReferenceException e) {
            // A conflict, or it read garbage that is being deleted: a large cycle is deleted in batches.
            assertThat(e).isNotNull();
        }
    }

    private static void fill(Storage storage, Random random) {
        storage.clear();
        int many = random.nextInt(4) == 0 ? MANY_NODES : NODES;
        Map<String, String> nodes = new HashMap<>();
        for (int i = 0; i < many; i++) {
            List<String> targets = new ArrayList<>();
            for (int k = random.nextInt(3); k > 0; k--) {
                targets.add("n" + random.nextInt(many));
            }
            nodes.put("n" + i, document(random, "n" + i, targets));
        }
        storage.documents("node").saveAll(nodes);
        Entry entry = new Entry("e0");
        storage.find(Node.class, "n" + random.nextInt(NODES)).ifPresent(entry.nodes::add);
        storage.save(entry);
    }

    private static Map<ObjectKey, Set<ObjectKey>> references(Storage storage) {
        Map<ObjectKey, Set<ObjectKey>> all = new HashMap<>();
        storage.transactions()
                .readOnly()
                .use(tx -> tx.classes().keySet().forEach(className -> {
                    try (var documents = tx.documents(className).stream()) {
                        documents.forEach((StoredDocument each) -> all.put(each.key(), References.in(each.content())));
                    }
                }));
        return all;
    }

    private static void assertNothingDangles(Storage storage, String round) {
        Map<ObjectKey, Set<ObjectKey>> all = references(storage);
        Set<ObjectKey> wanted = new HashSet<>();
        all.values().forEach(wanted::addAll);
        assertThat(all.keySet()).as(round).containsAll(wanted);
    }

    private static void assertReachableIsWhole(Storage storage, String round) {
        Map<ObjectKey, Set<ObjectKey>> all = references(storage);
        Set<ObjectKey> reached = new HashSet<>();
        Deque<ObjectKey> open = new ArrayDeque<>(all.keySet().stream()
                .filter(each -> each.className().equals("entry"))
                .toList());
        while (!open.isEmpty()) {
            ObjectKey each = open.pop();
            if (reached.add(each) && all.containsKey(each)) {
                open.addAll(all.get(each));
            }
        }
        assertThat(all.keySet()).as(round).containsAll(reached);
    }

    @Test
    default void gc_betweenItsTransactions_anythingMayHappen() {
        Storage storage = open(builder -> builder.option("retry_timeout", 0));
        for (int round = 0; round < ROUNDS; round++) {
            String seed = "seed " + (FIRST_SEED + round);
            Random random = new Random(FIRST_SEED + round);
            fill(storage, random);
            int batch = 1 + random.nextInt(3);
            storage.garbage()
                    .grace(Duration.ZERO)
                    .batch(batch)
                    .onProgress(progress -> {
                        if (random.nextInt(3) > 0) {
                            // Where writers run beside each other, deletions by applications leave references anyway.
                            actUnlessInConflict(storage, random, !mayAskForRetry());
                        }
                        assertReachableIsWhole(storage, "within " + seed);
                    })
                    .collect(Roots.classes(Entry.class));
            assertNothingDangles(storage, seed);
        }
    }

    @Test
    default void gc_besideOtherThreads_leavesNothingDangling() throws Exception {
        Storage storage = open(builder -> builder);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int seed = FIRST_SEED + round;
                fill(storage, new Random(seed));
                AtomicBoolean ended = new AtomicBoolean();
                List<Future<?>> others = new ArrayList<>();
                for (int thread = 0; thread < 2; thread++) {
                    Random random = new Random(seed * 31L + thread);
                    others.add(threads.submit(() -> {
                        for (int i = 0; i < 6 || !ended.get() && i < 50; i++) {
                            // Where writers run beside each other, deletions by applications leave references anyway.
                            actUnlessInConflict(storage, random, !mayAskForRetry());
                        }
                    }));
                }
                storage.garbage()
                        .grace(Duration.ZERO)
                        .batch(1 + seed % 3)
                        .onProgress(progress -> Thread.yield())
                        .collect(Roots.classes(Entry.class));
                ended.set(true);
                for (Future<?> each : others) {
                    each.get();
                }
                assertNothingDangles(storage, "seed " + seed);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
