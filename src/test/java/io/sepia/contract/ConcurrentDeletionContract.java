package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.EventType;
import io.sepia.change.Subscription;
import io.sepia.document.GenerationInfo;
import io.sepia.document.HistoryRule;
import io.sepia.model.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Deletions of many objects, and updates, while other threads write. */
interface ConcurrentDeletionContract extends StorageFixture {
    /** A class of which every save and deletion is recorded. */
    @Stored(value = "entry", events = true)
    record Entry(String id, int number) {}

    /** Runs {@code save} with growing numbers on two other threads while {@code work} runs, and once before. */
    private static void besideSaves(IntConsumer save, Runnable work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            save.accept(next.getAndIncrement());
            List<Future<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                writers.add(threads.submit(() -> {
                    while (!done.get()) {
                        save.accept(next.getAndIncrement());
                    }
                    return true;
                }));
            }
            try {
                work.run();
            } finally {
                done.set(true);
            }
            for (Future<Boolean> each : writers) {
                assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Deletes repeatedly while others insert, and checks what is recorded of each object. */
    private void checkRecords(ToLongFunction<Storage> deletion) throws Exception {
        Storage store = open(builder -> builder.option("changes", "on"));
        store.documents("entry").keepHistory(HistoryRule.ALL);
        Set<String> told = ConcurrentHashMap.newKeySet();
        Set<String> saved = ConcurrentHashMap.newKeySet();
        long[] deleted = {0};
        try (Subscription subscription = store.changes().onChange(Entry.class, notice -> {
            if (notice.kind() == ChangeKind.DELETED) {
                told.add(notice.key().id());
            }
        })) {
            assertThat(subscription).isNotNull();
            besideSaves(
                    number -> {
                        store.save(new Entry("e" + number, number));
                        saved.add("e" + number);
                    },
                    () -> {
                        for (int i = 0; i < 30; i++) {
                            deleted[0] += deletion.applyAsLong(store);
                        }
                    });
            deleted[0] += deletion.applyAsLong(store);
            assertThat(deleted[0]).isEqualTo(saved.size());
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (told.size() < saved.size() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(told).isEqualTo(saved);
        }
        for (String id : saved) {
            List<GenerationInfo> generations = store.history(Entry.class, id).list();
            assertThat(generations).as("generations of %s", id).hasSize(1);
            assertThat(generations.get(0).deletedAt()).as("deletion of %s", id).isPresent();
            assertThat(store.history(Entry.class, id).events())
                    .as("events of %s", id)
                    .extracting(each -> each.type())
                    .containsExactly(EventType.CREATED, EventType.DELETED);
        }
        assertThat(store.changes().since(ChangeCursor.BEGINNING, 100_000).changes())
                .filteredOn(each -> each.key().className().equals("entry"))
                .hasSameSizeAs(saved)
                .allMatch(each -> each.kind() == ChangeKind.DELETED);
    }

    @Test
    default void clear_whileOthersInsert_recordsEachDeletedObjectAndNoOther() throws Exception {
        checkRecords(store -> store.clear(Entry.class));
    }

    @Test
    default void clearOfTheStore_whileOthersInsert_recordsEachDeletedObjectAndNoOther() throws Exception {
        checkRecords(Storage::clear);
    }

    @Test
    default void deleteByQuery_whileOthersInsert_recordsEachDeletedObjectAndNoOther() throws Exception {
        checkRecords(store -> store.query(Entry.class).delete());
    }

    @Test
    default void deleteByQuery_whileOthersChangeTheObjects_deletesThoseThatStillMatch() throws Exception {
        Storage store = storage();
        besideSaves(number -> store.save(new Entry("e" + number % 20, number % 3)), () -> {
            for (int i = 0; i < 30; i++) {
                store.query(Entry.class).where(field("number").eq(1)).delete();
            }
        });
        store.query(Entry.class).where(field("number").eq(1)).delete();
        assertThat(store.query(Entry.class).where(field("number").eq(1)).count())
                .isZero();
    }

    @Test
    default void update_whileOthersSaveTheSameObject_keepsAGenerationOfEach() throws Exception {
        Storage store = storage();
        store.documents("entry").keepHistory(HistoryRule.ALL);
        AtomicInteger saves = new AtomicInteger();
        int updates = 50;
        besideSaves(
                number -> {
                    store.save(new Entry("e", number));
                    saves.incrementAndGet();
                },
                () -> {
                    for (int i = 0; i < updates; i++) {
                        store.update(Entry.class, "e", before -> new Entry("e", before.number() + 1));
                        store.transactions().retryFor(Duration.ofSeconds(30)).use(tx -> {
                            Entry before = tx.load(Entry.class, "e");
                            tx.save(new Entry("e", before.number() + 1));
                        });
                    }
                });
        assertThat(store.history(Entry.class, "e").count()).isEqualTo(saves.get() + 2 * updates);
    }
}
