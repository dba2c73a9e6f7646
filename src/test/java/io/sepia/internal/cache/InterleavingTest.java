package io.sepia.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import io.sepia.internal.backend.ForwardingTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * All orders of the steps of readers, writers and external commits. Documents {@code a} and {@code b} are always
 * written together and with the same content, so a reader that sees different contents has mixed two states.
 */
class InterleavingTest {
    private static final ObjectKey A = new ObjectKey("note", "a");
    private static final ObjectKey B = new ObjectKey("note", "b");

    /** A store with its cache, to which the steps are applied in one order. */
    private static final class World implements AutoCloseable {
        private final StorageBackend database = InMemoryStorage.open(Map.of());
        private long externalCommits;
        private boolean sighted = true;
        private final DocumentCache cache;
        private final StorageBackend backend;
        private @Nullable BackendTransaction writing;
        private int cachedReads;

        World(long staleness) {
            cache = new DocumentCache(new CacheSettings(1 << 20, staleness), this::poll);
            backend = cache.over(database);
            commit(database, "0");
            readBoth();
        }

        /** Detects external commits at once, or not at all while they are hidden. */
        private Sighting poll() {
            return new Sighting(externalCommits, sighted ? System.nanoTime() : System.nanoTime() - (1L << 40));
        }

        void commit(StorageBackend in, String content) {
            try (BackendTransaction transaction = in == backend ? beginWriting() : in.begin(Access.READ_WRITE)) {
                write(transaction, content);
                transaction.commit();
            }
        }

        /** Begins a transaction that reports its writes to the cache, as each unit of work does. */
        BackendTransaction beginWriting() {
            BackendTransaction transaction = backend.begin(Access.READ_WRITE);
            PendingWrites pending = cache.beginWrites();
            transaction.report(pending);
            return new ForwardingTransaction() {
                @Override
                protected BackendTransaction delegate() {
                    return transaction;
                }

                @Override
                public void close() {
                    transaction.close();
                    pending.end();
                }
            };
        }

        static void write(BackendTransaction transaction, String content) {
            transaction.save(List.of(save(A, content), save(B, content)));
        }

        private static DocumentWrite save(ObjectKey key, String content) {
            return new DocumentWrite(key, ObjectType.SERIALIZABLE, content, null, WriteCondition.NONE);
        }

        void externalCommit(String content) {
            commit(database, content);
            externalCommits++;
        }

        /** Reads both documents as the store does, and returns their contents. */
        String readBoth() {
            List<StoredDocument> read = read(transaction -> {
                StoredDocument first = transaction.load(A).orElseThrow();
                StoredDocument second = transaction.load("note", List.of("b")).get(0);
                return List.of(first, second);
            });
            assertThat(read.get(0).content()).isEqualTo(read.get(1).content());
            return read.get(0).content();
        }

        String readOne(ObjectKey key) {
            return read(transaction -> transaction.load(key).orElseThrow().content());
        }

        private <T> T read(Function<BackendTransaction, T> work) {
            boolean[] past = {false};
            T result = cache.read(A, work, () -> {
                past[0] = true;
                try (BackendTransaction transaction = backend.begin(Access.READ_ONLY)) {
                    return work.apply(transaction);
                }
            });
            cachedReads += past[0] ? 0 : 1;
            return result;
        }

        String stored() {
            try (BackendTransaction transaction = database.begin(Access.READ_ONLY)) {
                return transaction.load(A).orElseThrow().content();
            }
        }

        @Override
        public void close() {
            database.close();
        }
    }

    /** The steps of one thread, in order. */
    private interface Steps {
        Deque<Runnable> in(World world);
    }

    private static Steps steps(Function<World, List<Runnable>> steps) {
        return world -> new ArrayDeque<>(steps.apply(world));
    }

    /** A transaction that reads {@code a}, later {@code b}, and ends. */
    private static Steps reader() {
        return steps(world -> {
            BackendTransaction[] reading = {null};
            String[] first = {null};
            return List.of(
                    () -> reading[0] = world.backend.begin(Access.READ_ONLY),
                    () -> first[0] = reading[0].load(A).orElseThrow().content(),
                    () -> {
                        String second =
                                reading[0].load("note", List.of("b")).get(0).content();
                        assertThat(second).isEqualTo(first[0]);
                        reading[0].close();
                    });
        });
    }

    private static Steps writer(String content, boolean commits) {
        return steps(world -> List.of(
                () -> world.writing = world.beginWriting(),
                () -> World.write(world.writing, content),
                () -> {
                    // Only this transaction sees its own uncommitted writes.
                    assertThat(world.writing.load(A).orElseThrow().content()).isEqualTo(content);
                    if (commits) {
                        world.writing.commit();
                    }
                },
                () -> {
                    world.writing.close();
                    world.writing = null;
                }));
    }

    /** Runs the steps of {@code threads} in all orders, each in a new world, with {@code check} after each step. */
    private static int everyOrder(long staleness, Function<World, Runnable> check, Steps... threads) {
        int orders = 0;
        int cached = 0;
        for (List<Integer> order : orders(lengths(staleness, threads))) {
            try (World world = new World(staleness)) {
                List<Deque<Runnable>> left = new ArrayList<>();
                for (Steps each : threads) {
                    left.add(each.in(world));
                }
                Runnable checking = check.apply(world);
                try {
                    for (int thread : order) {
                        left.get(thread).remove().run();
                        checking.run();
                    }
                } catch (Throwable e) {
                    throw new AssertionError("In the order " + order, e);
                }
                cached += world.cachedReads;
                orders++;
            }
        }
        assertThat(cached).as("reads that the cache has answered").isGreaterThan(orders);
        return orders;
    }

    private static int[] lengths(long staleness, Steps... threads) {
        try (World world = new World(staleness)) {
            int[] lengths = new int[threads.length];
            for (int i = 0; i < threads.length; i++) {
                lengths[i] = threads[i].in(world).size();
            }
            return lengths;
        }
    }

    /** Returns all ways to merge sequences of these lengths. */
    private static List<List<Integer>> orders(int... lengths) {
        List<List<Integer>> orders = new ArrayList<>();
        merge(lengths.clone(), new ArrayList<>(), orders);
        return orders;
    }

    private static void merge(int[] left, List<Integer> soFar, List<List<Integer>> into) {
        boolean ended = true;
        for (int i = 0; i < left.length; i++) {
            if (left[i] > 0) {
                ended = false;
                left[i]--;
                soFar.add(i);
                merge(left, soFar, into);
                soFar.remove(soFar.size() - 1);
                left[i]++;
            }
        }
        if (ended) {
            into.add(List.copyOf(soFar));
        }
    }

    @Test
    void saveAfterTheEnd_isRefused_andDocumentsAreCachedAsBefore() {
        try (World world = new World(Long.MAX_VALUE / 4)) {
            BackendTransaction ended = world.beginWriting();
            ended.close();
            assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> World.write(ended, "1"));
            world.readBoth();
            int before = world.cachedReads;
            assertThat(world.readBoth()).isEqualTo("0");
            assertThat(world.cachedReads).isEqualTo(before + 1);
        }
    }

    @Test
    void readersAndACommit_everyReadIsOfTheCommittedState() {
        int orders = everyOrder(
                50,
                world -> () -> assertThat(world.readBoth()).isEqualTo(world.stored()),
                reader(),
                reader(),
                writer("1", true));
        assertThat(orders).isEqualTo(4_200);
    }

    @Test
    void readersAndARollback_nothingOfItIsSeen() {
        everyOrder(
                50,
                world -> () -> {
                    assertThat(world.readBoth()).isEqualTo("0");
                    assertThat(world.readOne(A)).isEqualTo("0");
                },
                reader(),
                reader(),
                writer("1", false));
    }

    @Test
    void readersAndExternalCommits_everyReadIsOfTheCommittedState_ifEachPolls() {
        everyOrder(
                0,
                world -> () -> assertThat(world.readBoth()).isEqualTo(world.stored()),
                reader(),
                reader(),
                steps(world -> List.of(() -> world.externalCommit("1"), () -> world.externalCommit("2"))));
    }

    @Test
    void readersLocalAndExternalCommits_everyReadIsOfTheCommittedState_ifEachPolls() {
        everyOrder(
                0,
                world -> () -> assertThat(world.readBoth()).isEqualTo(world.stored()),
                reader(),
                writer("1", true),
                steps(world -> List.of(() -> {
                    // A single writer is active at a time.
                    if (world.writing == null) {
                        world.externalCommit("2");
                    }
                })),
                reader());
    }

    @Test
    void readersLocalAndExternalCommits_noReadMixesTwoStates_evenIfPollsAreRare() {
        everyOrder(
                3_600_000,
                world -> world::readBoth,
                reader(),
                writer("1", true),
                steps(world -> List.of(() -> {
                    if (world.writing == null) {
                        world.externalCommit("2");
                    }
                })),
                // Caches one of the two documents later than the other.
                steps(world -> List.of(() -> {
                    try (BackendTransaction transaction = world.backend.begin(Access.READ_ONLY)) {
                        transaction.load(B);
                    }
                })));
    }

    @Test
    void readersAndAnUndetectedExternalCommit_noReadMixesTwoStates() {
        everyOrder(
                3_600_000,
                world -> world::readBoth,
                reader(),
                steps(world -> List.of(() -> world.sighted = false, () -> world.externalCommit("1"))),
                // Evicts one of the two documents, so that it must be read again.
                steps(world -> List.of(() -> world.cache.locked(() -> world.cache.forget(B)))),
                reader());
    }

    @Test
    void localCommit_afterItHasReturned_isSeenWhateverOtherThreadsRead() {
        everyOrder(
                50,
                world -> () -> assertThat(world.readOne(A)).isEqualTo(world.stored()),
                reader(),
                writer("1", true),
                steps(world -> List.of(() -> {
                    if (world.writing == null) {
                        world.commit(world.backend, "2");
                    }
                })),
                steps(world -> List.of(() -> {
                    if (world.writing == null) {
                        world.commit(world.backend, "3");
                    }
                })));
    }
}
