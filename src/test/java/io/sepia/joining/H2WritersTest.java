package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.change.ChangeCursor;
import io.sepia.error.StorageBusyException;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions on H2 that wait for each other. See decision 0093. */
class H2WritersTest {
    /** A class of many objects. */
    record Thing(String id, int number) {}

    private EntityManagerFactory factory;

    @BeforeEach
    void open() {
        factory = new HibernatePersistenceConfiguration("writers")
                .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=100")
                .jdbcPoolSize(8)
                .createEntityManagerFactory();
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void clear_ofManyObjectsWithTheLogOn_endsWhileAnotherThreadSaves() throws Exception {
        try (Storage storage = StorageBuilder.of(factory)
                .option("changes", "on")
                .option("retry_timeout", "60000")
                .open()) {
            storage.saveAll(IntStream.range(0, 10_000)
                    .mapToObj(i -> new Thing("t" + i, i))
                    .toList());
            AtomicBoolean done = new AtomicBoolean();
            CountDownLatch saving = new CountDownLatch(10);
            CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> {
                int saves = 0;
                while (!done.get()) {
                    storage.documents("other").save("o" + saves++ % 100, "{}");
                    saving.countDown();
                }
                return saves;
            });
            assertThat(saving.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(storage.clear(Thing.class)).isEqualTo(10_000);
            done.set(true);
            assertThat(writer.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(storage.classes()).containsOnlyKeys("other");
        }
    }

    @Test
    void open_whileAnotherTransactionIsAlone_isRetried() throws Exception {
        Storage.of(factory).close();
        CountDownLatch locked = new CountDownLatch(1);
        CompletableFuture<Void> alone = CompletableFuture.runAsync(() -> Units.commit(factory, em -> {
            em.createNativeQuery("SELECT slot FROM object_writers FOR UPDATE").getResultList();
            locked.countDown();
            pause(1_000);
        }));
        assertThat(locked.await(10, TimeUnit.SECONDS)).isTrue();
        try (Storage storage = StorageBuilder.of(factory)
                .option("changes", "on")
                .option("events", "thing")
                .open()) {
            alone.get(10, TimeUnit.SECONDS);
            storage.documents("thing").save("t", "{}");
            assertThat(storage.documents("thing").history("t").events()).hasSize(1);
            assertThat(storage.changes().since(ChangeCursor.BEGINNING).changes())
                    .hasSize(1);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void deadlock_caughtInATransaction_keepsItFromCommitting() throws Exception {
        try (Storage storage = Storage.of(factory)) {
            storage.saveAll(List.of(new Thing("a", 1), new Thing("b", 1)));
            CyclicBarrier both = new CyclicBarrier(2);
            CompletableFuture<Boolean> one =
                    CompletableFuture.supplyAsync(() -> goesOnAfterBusy(storage, both, "a", "b"));
            CompletableFuture<Boolean> other =
                    CompletableFuture.supplyAsync(() -> goesOnAfterBusy(storage, both, "b", "a"));

            assertThat(one.get(60, TimeUnit.SECONDS) || other.get(60, TimeUnit.SECONDS))
                    .as("a transaction was refused a row")
                    .isTrue();
            assertThat(storage.ids(Thing.class)).doesNotContain("after a", "after b");
            storage.save(new Thing("c", 1));
        }
    }

    /** Returns whether the second object was refused; the transaction then tries to go on. */
    private static boolean goesOnAfterBusy(Storage storage, CyclicBarrier both, String first, String second) {
        AtomicBoolean refused = new AtomicBoolean();
        try {
            storage.useTransaction(tx -> {
                tx.load(Thing.class, first);
                await(both);
                try {
                    tx.load(Thing.class, second);
                } catch (StorageBusyException e) {
                    refused.set(true);
                    tx.save(new Thing("after " + first, 1));
                }
            });
        } catch (IllegalStateException e) {
            assertThat(refused).isTrue();
        }
        return refused.get();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void save_whileATransactionThatHasSavedIsOpen_doesNotWaitForTheLog() {
        try (Storage storage =
                StorageBuilder.of(factory).option("changes", "on").open()) {
            storage.useTransaction(tx -> {
                tx.save(new Thing("a", 1));
                tx.save(new Thing("a", 2));
                CompletableFuture.runAsync(() -> storage.save(new Thing("b", 1)))
                        .join();
                tx.save(new Thing("c", 1));
                tx.delete(Thing.class, "c");
            });
            assertThat(storage.changes().since(ChangeCursor.BEGINNING).changes())
                    .extracting(each -> each.key().id() + " " + each.kind() + " " + each.version())
                    .containsExactly("b CREATED 1", "a UPDATED 2", "c DELETED 1");
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void deleteAll_ofManyObjectsWithGenerationsOnRequest_marksThem() {
        try (Storage storage = Storage.of(factory)) {
            List<String> ids = IntStream.range(0, 4_000).mapToObj(i -> "t" + i).toList();
            storage.documents("thing").saveGeneration("t0", "{}");
            storage.useTransaction(tx -> ids.forEach(id -> tx.documents("thing").saveGeneration(id, "{}")));

            assertThat(storage.documents("thing").deleteAll(ids)).isEqualTo(4_000);

            assertThat(storage.documents("thing").history("t3999").list())
                    .singleElement()
                    .matches(each -> each.deletedAt().isPresent());
        }
    }
}
