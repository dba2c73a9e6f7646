package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.StorageOperations;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StorageClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Reads return what is stored, whether the store caches documents or not. */
interface FreshnessContract extends StorageFixture {
    class Page {
        String id;
        int number;

        Page() {}

        Page(String id, int number) {
            this.id = id;
            this.number = number;
        }
    }

    @io.sepia.model.Stored
    class Part {
        String id;
        int number;
    }

    class Whole {
        String id;
        int number;
        Part part;
    }

    private static int number(StorageOperations in) {
        return in.load(Page.class, "p").number;
    }

    /** Loads by each operation that reads by key, so that everything that can be cached is cached. */
    private void readTwice() {
        for (int i = 0; i < 2; i++) {
            storage().find(Page.class, "p");
            storage().findVersioned(Page.class, "p");
            storage().exists(Page.class, "p");
            storage().loadAll(Page.class, List.of("p"));
            storage().documents("Page").find("p");
            storage().documents("Page").findAll(List.of("p", "absent"));
        }
    }

    @Test
    default void write_byAnyVerb_isSeenByTheNextRead() {
        storage().save(new Page("p", 0));
        readTwice();
        storage().save(new Page("p", 1));
        assertThat(number(storage())).isEqualTo(1);
        storage().update(new Page("p", 2));
        assertThat(number(storage())).isEqualTo(2);
        storage().saveAll(List.of(new Page("p", 3), new Page("q", 3)));
        assertThat(number(storage())).isEqualTo(3);
        storage().documents("Page").save("p", "{\"number\":4}");
        assertThat(number(storage())).isEqualTo(4);
        storage().useTransaction(tx -> tx.save(new Page("p", 5)));
        assertThat(number(storage())).isEqualTo(5);
        storage().fresh().save(new Page("p", 6));
        assertThat(number(storage())).isEqualTo(6);
    }

    @Test
    default void delete_byAnyVerb_isSeenByTheNextRead() {
        List<Runnable> deletes = List.of(
                () -> storage().delete(Page.class, "p"),
                () -> storage().delete(new Page("p", 0)),
                () -> storage().deleteAll(Page.class, List.of("p")),
                () -> storage().clear(Page.class),
                () -> storage().clear(),
                () -> storage().documents("Page").delete("p"),
                () -> storage().documents("Page").deleteAll(List.of("p")),
                () -> storage().documents("Page").clear(),
                () -> storage().fresh().delete(Page.class, "p"));
        for (Runnable delete : deletes) {
            storage().save(new Page("p", 0));
            readTwice();
            delete.run();
            assertThat(storage().find(Page.class, "p")).isEmpty();
            assertThat(storage().exists(Page.class, "p")).isFalse();
            assertThat(storage().documents("Page").find("p")).isEmpty();
            assertThat(storage().documents("Page").findAll(List.of("p"))).isEmpty();
            assertThatExceptionOfType(ObjectNotFoundException.class)
                    .isThrownBy(() -> storage().loadAll(Page.class, List.of("p")));
        }
    }

    @Test
    default void absentObject_storedLater_isFound() {
        assertThat(storage().find(Page.class, "p")).isEmpty();
        assertThat(storage().exists(Page.class, "p")).isFalse();
        storage().save(new Page("p", 1));
        assertThat(number(storage())).isEqualTo(1);
    }

    @Test
    default void transaction_readsItsOwnWrites_otherThreadsDoNot() throws Exception {
        storage().save(new Page("p", 0));
        readTwice();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            storage().useTransaction(tx -> {
                tx.save(new Page("p", 1));
                assertThat(number(tx)).isEqualTo(1);
                assertThat(number(storage())).isEqualTo(1);
                assertThat(number(storage().fresh())).isEqualTo(1);
                assertThat(elsewhere(other)).isZero();
                assertThat(elsewhere(other)).isZero();
            });
            assertThat(elsewhere(other)).isEqualTo(1);
        } finally {
            other.shutdownNow();
        }
    }

    private int elsewhere(ExecutorService thread) {
        try {
            return thread.submit(() -> number(storage())).get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void transaction_rolledBack_leavesNothingOfIt() {
        storage().save(new Page("p", 0));
        readTwice();
        rolledBack(tx -> {
            tx.save(new Page("p", 1));
            tx.save(new Page("new", 1));
            assertThat(number(tx)).isEqualTo(1);
            readTwice();
        });
        assertThat(number(storage())).isZero();
        assertThat(storage().find(Page.class, "new")).isEmpty();
        rolledBack(tx -> tx.clear());
        assertThat(number(storage())).isZero();
    }

    @Test
    default void loadedObject_changedByTheApplication_isUnchangedForOtherReads() {
        storage().save(new Page("p", 0));
        readTwice();
        Page mine = storage().load(Page.class, "p");
        mine.number = 9;
        assertThat(storage().load(Page.class, "p")).isNotSameAs(mine);
        assertThat(number(storage())).isZero();
    }

    @Test
    default void fresh_readsTheSame_andLivesAsLongAsTheStore() {
        storage().save(new Page("p", 1));
        StorageOperations fresh = storage().fresh();
        assertThat(number(fresh)).isEqualTo(1);
        assertThat(fresh.ids(Page.class)).containsExactly("p");
        try (var pages = fresh.stream(Page.class)) {
            assertThat(pages).hasSize(1);
        }
        storage().close();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> number(fresh));
    }

    @Test
    default void closedStore_refusesWhatItHasReadBefore() {
        storage().save(new Page("p", 1));
        readTwice();
        storage().close();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> number(storage()));
        assertThatExceptionOfType(StorageClosedException.class)
                .isThrownBy(() -> storage().documents("Page").find("p"));
    }

    @Test
    default void graphs_readDuringWrites_areOfOneCommit_andNeverGoBack() throws Exception {
        saveWhole(0);
        AtomicBoolean writing = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(threads.submit(() -> {
                    int latest = 0;
                    do {
                        Whole whole = storage().load(Whole.class, "w");
                        assertThat(whole.part.number).isEqualTo(whole.number);
                        assertThat(whole.number).isGreaterThanOrEqualTo(latest);
                        latest = whole.number;
                        int part = storage().load(Part.class, "x").number;
                        assertThat(part).isGreaterThanOrEqualTo(latest);
                        latest = part;
                    } while (writing.get());
                }));
            }
            for (int i = 1; i <= 200; i++) {
                saveWhole(i);
                assertThat(storage().load(Whole.class, "w").number).isEqualTo(i);
            }
            writing.set(false);
            for (Future<?> each : readers) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            writing.set(false);
            threads.shutdownNow();
        }
    }

    private void saveWhole(int number) {
        Part part = new Part();
        part.id = "x";
        part.number = number;
        Whole whole = new Whole();
        whole.id = "w";
        whole.number = number;
        whole.part = part;
        storage().saveGraph(whole);
    }
}
