package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.error.RetryableException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageClosedException;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several operations in a transaction: all or none, on one thread or on several. */
interface TransactionContract extends StorageFixture {
    int THREADS = 8;
    int ROUNDS = 150;

    class Counter {
        String id;
        int value;

        Counter() {}

        Counter(String id, int value) {
            this.id = id;
            this.value = value;
        }
    }

    class VersionedCounter {
        String id = "c";
        int value;

        @Version
        long version;
    }

    private int value(String id) {
        return storage().load(Counter.class, id).value;
    }

    @Test
    default void useTransaction_returning_keepsEverything() {
        storage().save(new Counter("old", 1));
        storage().useTransaction(tx -> {
            tx.save(new Counter("a", 1));
            tx.delete(Counter.class, "old");
            assertThat(tx.ids(Counter.class)).containsExactly("a");
            assertThat(tx.load(Counter.class, "a").value).isEqualTo(1);
        });
        assertThat(storage().ids(Counter.class)).containsExactly("a");
    }

    @Test
    default void useTransaction_throwing_keepsNothing() {
        storage().saveAll(List.of(new Counter("a", 1), new Counter("b", 1)));
        Counter fresh = new Counter();
        rolledBack(tx -> {
            tx.save(new Counter("a", 2));
            tx.delete(Counter.class, "b");
            tx.save(fresh);
            tx.documents("x").save("y", "{}");
        });
        assertThat(storage().ids(Counter.class)).containsExactly("a", "b");
        assertThat(value("a")).isEqualTo(1);
        assertThat(fresh.id).isNull();
        assertThat(storage().classes()).containsOnlyKeys("Counter");
        rolledBack(tx -> tx.clear());
        assertThat(storage().count(Counter.class)).isEqualTo(2);
    }

    @Test
    default void useTransaction_throwingError_keepsNothing() {
        assertThatThrownBy(() -> storage().useTransaction(tx -> {
                    tx.save(new Counter("a", 1));
                    throw new StackOverflowError("on purpose");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void inTransaction_givesItsResult() {
        Counter saved = storage().inTransaction(tx -> tx.save(new Counter(null, 5)));
        assertThat(value(saved.id)).isEqualTo(5);
        assertThat(storage().<Object>inTransaction(tx -> null)).isNull();
    }

    @Test
    default void verbsOfTheStore_joinTheTransactionOfTheThread() {
        rolledBack(tx -> {
            storage().save(new Counter("a", 1));
            assertThat(tx.exists(Counter.class, "a")).isTrue();
            assertThat(storage().load(Counter.class, "a").value).isEqualTo(1);
            try (var stream = storage().stream(Counter.class)) {
                assertThat(stream).hasSize(1);
            }
            storage().documents("x").save("y", "{}");
        });
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void nestedTransaction_joinsTheOuterOne() {
        rolledBack(tx -> {
            storage().useTransaction(inner -> inner.save(new Counter("a", 1)));
            assertThat(tx.exists(Counter.class, "a")).isTrue();
        });
        assertThat(storage().classes()).isEmpty();
        int result = storage().inTransaction(tx -> {
            tx.save(new Counter("a", 1));
            return storage().inTransaction(inner -> inner.load(Counter.class, "a").value + 1);
        });
        assertThat(result).isEqualTo(2);
    }

    @Test
    default void transaction_usedAfterItsEnd_isRefused() {
        List<StorageTransaction> kept = new ArrayList<>();
        storage().useTransaction(kept::add);
        rolledBack(kept::add);
        for (StorageTransaction ended : kept) {
            List<Runnable> uses = List.of(
                    () -> ended.save(new Counter("a", 1)),
                    () -> ended.saveGraph(new Counter("a", 1)),
                    () -> ended.insert(new Counter("a", 1)),
                    () -> ended.find(Counter.class, "a"),
                    () -> ended.delete(Counter.class, "a"),
                    () -> ended.delete(new Counter("a", 1)),
                    () -> ended.count(Counter.class),
                    () -> ended.ids(Counter.class),
                    () -> ended.stream(Counter.class).close(),
                    () -> ended.classes(),
                    () -> ended.clear(),
                    () -> ended.documents("x").save("y", "{}"));
            uses.forEach(each ->
                    assertThatExceptionOfType(StorageClosedException.class).isThrownBy(each::run));
        }
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void closedStore_refusesEveryVerb() {
        Storage closed = open(builder -> builder);
        closed.save(new Counter("a", 1));
        closed.close();
        closed.close();
        List<Runnable> uses = List.of(
                () -> closed.save(new Counter("a", 1)),
                () -> closed.load(Counter.class, "a"),
                () -> closed.count(Counter.class),
                () -> closed.stream(Counter.class).close(),
                () -> closed.useTransaction(tx -> {}),
                () -> closed.documents("x").find("y"));
        uses.forEach(each -> assertThatExceptionOfType(StorageClosedException.class)
                .isThrownBy(each::run)
                .withMessageContaining("closed"));
        assertThat(closed.toString()).contains("closed");
    }

    @Test
    default void readModifyWrite_ofManyThreads_losesNoUpdate() throws Exception {
        AtomicInteger retries = new AtomicInteger();
        storage().save(new Counter("c", 0));
        inThreads(() -> retrying(
                retries,
                () -> storage().inTransaction(tx -> {
                    Counter counter = tx.load(Counter.class, "c");
                    counter.value++;
                    return tx.save(counter);
                })));
        assertThat(value("c")).isEqualTo(THREADS * ROUNDS);
        assertThat(retries.get()).matches(count -> count == 0 || mayAskForRetry());
    }

    @Test
    default void versionedReadModifyWrite_ofManyThreads_losesNoUpdate() throws Exception {
        AtomicInteger retries = new AtomicInteger();
        storage().save(new VersionedCounter());
        inThreads(() -> retrying(retries, () -> {
            VersionedCounter counter = storage().load(VersionedCounter.class, "c");
            counter.value++;
            return storage().save(counter);
        }));
        VersionedCounter last = storage().load(VersionedCounter.class, "c");
        assertThat(last.value).isEqualTo(THREADS * ROUNDS);
        assertThat(last.version).isEqualTo(THREADS * ROUNDS + 1);
    }

    private static void retrying(AtomicInteger retries, Callable<?> work) throws Exception {
        while (true) {
            try {
                work.call();
                return;
            } catch (RetryableException | StaleVersionException e) {
                retries.incrementAndGet();
            }
        }
    }

    /** The work of a thread, which may fail. */
    interface Work {
        void run() throws Exception;
    }

    private static void inThreads(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                futures.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        work.run();
                    }
                    return null;
                }));
            }
            for (Future<?> each : futures) {
                each.get(120, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
