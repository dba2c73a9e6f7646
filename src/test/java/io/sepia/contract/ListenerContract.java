package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.Storage;
import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When listeners are notified, and of what. */
interface ListenerContract extends StorageFixture {
    /** A saved object. */
    record Item(String id, int number) {}

    /** An object of another class. */
    record Other(String id) {}

    private static String next(BlockingQueue<ChangeNotice> told) throws InterruptedException {
        ChangeNotice notice = told.poll(10, TimeUnit.SECONDS);
        return notice == null
                ? "nothing"
                : notice.key().id() + " " + notice.kind() + " " + notice.version()
                        + (notice.foreign() ? " foreign" : "");
    }

    @Test
    default void onChange_ofATransaction_isRefused() {
        storage()
                .useTransaction(tx -> assertThatIllegalStateException()
                        .isThrownBy(() -> tx.changes().onChange(notice -> {}))
                        .withMessageContaining("Add them to the store"));
    }

    @Test
    default void onChange_insideAWriteTransactionOfTheThread_isNotifiedOfWhatFollows() throws Exception {
        Storage store = open(builder -> builder.option("changes", "on"));
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        List<Subscription> subscriptions = new ArrayList<>();
        store.useTransaction(tx -> {
            tx.exists(Item.class, "any");
            subscriptions.add(store.changes().onChange(Item.class, told::add));
            tx.save(new Item("a", 1));
        });
        assertThat(next(told)).isEqualTo("a CREATED 1");
        store.save(new Item("b", 1));
        assertThat(next(told)).isEqualTo("b CREATED 1");
        subscriptions.forEach(Subscription::close);
    }

    @Test
    default void listener_ofAClass_isNotifiedAfterCommit() throws Exception {
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        Thread writer = Thread.currentThread();
        List<Boolean> onWriter = new ArrayList<>();
        try (Subscription subscription = storage().changes().onChange(Item.class, notice -> {
            onWriter.add(Thread.currentThread() == writer);
            told.add(notice);
        })) {
            assertThat(subscription).isNotNull();
            storage().save(new Other("o"));
            storage().save(new Item("a", 1));
            assertThat(next(told)).isEqualTo("a CREATED 1");
            storage().save(new Item("a", 2));
            assertThat(next(told)).isEqualTo("a UPDATED 2");
            storage().delete(Item.class, "a");
            assertThat(next(told)).isEqualTo("a DELETED 2");
            storage().documents("Item").save("b", "{}");
            assertThat(next(told)).isEqualTo("b CREATED 3");
            assertThat(told).isEmpty();
            assertThat(onWriter).containsOnly(false);
        }
    }

    @Test
    default void listener_ofATransaction_isNotifiedOncePerObjectAfterCommit() throws Exception {
        storage().save(new Item("old", 1));
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = storage().changes().onChange(told::add)) {
            assertThat(subscription).isNotNull();
            storage().useTransaction(tx -> {
                tx.save(new Item("a", 1));
                tx.save(new Item("b", 1));
                tx.save(new Item("a", 2));
                tx.delete(Item.class, "old");
                tx.save(new Item("came and went", 1));
                tx.delete(Item.class, "came and went");
                assertThat(told).isEmpty();
            });
            assertThat(next(told)).isEqualTo("b CREATED 1");
            assertThat(next(told)).isEqualTo("a CREATED 2");
            assertThat(next(told)).isEqualTo("old DELETED 1");
            storage().save(new Item("end", 1));
            assertThat(next(told)).isEqualTo("end CREATED 3");
        }
    }

    @Test
    default void listener_ofATransactionThatRollsBack_isNotNotified() throws Exception {
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = storage().changes().onChange(told::add)) {
            assertThat(subscription).isNotNull();
            rolledBack(tx -> tx.save(new Item("a", 1)));
            storage().save(new Item("b", 1));
            assertThat(next(told)).isEqualTo("b CREATED 1");
        }
    }

    @Test
    default void listener_ofEveryWayToDelete_isNotified() throws Exception {
        storage().saveAll(List.of(new Item("a", 1), new Item("b", 1), new Item("c", 1), new Item("d", 1)));
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = storage().changes().onChange(told::add)) {
            assertThat(subscription).isNotNull();
            storage().deleteAll(Item.class, List.of("a"));
            assertThat(next(told)).isEqualTo("a DELETED 1");
            storage().query(Item.class).where("id = 'b'").delete();
            assertThat(next(told)).isEqualTo("b DELETED 1");
            storage().documents("Item").delete("c");
            assertThat(next(told)).isEqualTo("c DELETED 1");
            storage().clear();
            assertThat(next(told)).isEqualTo("d DELETED 1");
        }
    }

    @Test
    default void listener_thatThrows_isNotifiedOfTheNextChange() throws Exception {
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = storage().changes().onChange(notice -> {
            told.add(notice);
            throw new IllegalStateException("on purpose");
        })) {
            assertThat(subscription).isNotNull();
            storage().save(new Item("a", 1));
            storage().save(new Item("b", 1));
            assertThat(next(told)).isEqualTo("a CREATED 1");
            assertThat(next(told)).isEqualTo("b CREATED 1");
        }
    }

    @Test
    default void listener_thatHangs_delaysOnlyItself() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<ChangeNotice> late = new LinkedBlockingQueue<>();
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        try (Subscription hanging = storage().changes().onChange(notice -> {
                    try {
                        release.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    late.add(notice);
                });
                Subscription subscription = storage().changes().onChange(told::add)) {
            assertThat(hanging).isNotNull();
            assertThat(subscription).isNotNull();
            for (int i = 0; i < 20; i++) {
                storage().save(new Item("a" + i, i));
                assertThat(next(told)).isEqualTo("a" + i + " CREATED 1");
            }
            assertThat(late).isEmpty();
            release.countDown();
            for (int i = 0; i < 20; i++) {
                assertThat(next(late)).isEqualTo("a" + i + " CREATED 1");
            }
        }
    }

    @Test
    default void listener_mayUseTheStore() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Storage storage = storage();
        try (Subscription subscription = storage.changes().onChange(Item.class, notice -> {
            seen.add(storage.load(Item.class, notice.key().id()).toString());
            storage.save(new Other(notice.key().id()));
        })) {
            assertThat(subscription).isNotNull();
            storage.save(new Item("a", 1));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(new Item("a", 1).toString());
        }
    }

    @Test
    default void subscription_closed_isNotifiedNoMore() throws Exception {
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        BlockingQueue<ChangeNotice> other = new LinkedBlockingQueue<>();
        Subscription subscription = storage().changes().onChange(told::add);
        try (Subscription second = storage().changes().onChange(other::add)) {
            assertThat(second).isNotNull();
            storage().save(new Item("a", 1));
            assertThat(next(told)).isEqualTo("a CREATED 1");
            subscription.close();
            subscription.close();
            storage().save(new Item("b", 1));
            assertThat(next(other)).isEqualTo("a CREATED 1");
            assertThat(next(other)).isEqualTo("b CREATED 1");
            assertThat(told).isEmpty();
        }
    }

    @Test
    default void onChange_ofAClosedStore_isRefused() {
        Storage storage = open(builder -> builder);
        storage.close();
        assertThatExceptionOfType(StorageClosedException.class)
                .isThrownBy(() -> storage.changes().onChange(notice -> {}));
    }

    @Test
    default void localChanges_byWritersAtOnce_areToldOnceAndInOrder() throws Exception {
        tellLocalChanges(storage());
        tellLocalChanges(open(builder -> builder.option("changes", "on")));
    }

    private void tellLocalChanges(Storage storage) throws Exception {
        int writers = 4;
        int each = 60;
        List<ChangeNotice> told = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(writers * each);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        try (Subscription subscription = storage.changes().onChange(notice -> {
            told.add(notice);
            all.countDown();
        })) {
            assertThat(subscription).isNotNull();
            Thread[] threads = new Thread[writers];
            for (int w = 0; w < writers; w++) {
                Random random = new Random(w);
                threads[w] = new Thread(() -> {
                    try {
                        for (int i = 0; i < each; i++) {
                            saveOrRetry(storage, new Item("n" + random.nextInt(8), i));
                        }
                    } catch (RuntimeException | Error e) {
                        failures.add(e);
                    }
                });
                threads[w].start();
            }
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(60).toMillis());
            }
            assertThat(failures).isEmpty();
            assertThat(all.await(20, TimeUnit.SECONDS))
                    .as("all changes are delivered")
                    .isTrue();
            // Time for notices that must not come: a repeated change, or an own change as an external one.
            Thread.sleep(120);
        }
        assertThat(told).hasSize(writers * each).noneMatch(ChangeNotice::foreign);
        Map<String, Long> versions = new HashMap<>();
        for (ChangeNotice notice : told) {
            assertThat(notice.version())
                    .as(notice.toString())
                    .isEqualTo(versions.getOrDefault(notice.key().id(), 0L) + 1);
            versions.put(notice.key().id(), notice.version());
        }
    }

    private static void saveOrRetry(Storage storage, Item item) {
        while (true) {
            try {
                storage.save(item);
                return;
            } catch (RetryableException e) {
                Thread.yield();
            }
        }
    }
}
