package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.StorageTransaction;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ObjectExistsException;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import io.sepia.report.ConflictPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An operation that fails leaves nothing behind: neither in the store nor in the memory of the store. */
interface AtomicityContract extends StorageFixture {
    /** More than the store writes in one call of the backend. */
    int MANY = 300;

    record Plain(String id, int number) {}

    @Indexed(value = "mail", unique = true)
    record Person(String id, String mail) {}

    record Log(String id) {}

    class Broken {
        String id = "broken";

        @JsonProperty
        public String getText() {
            throw new IllegalStateException("a getter that throws");
        }
    }

    /** An object whose id cannot be taken away. */
    class Stubborn {
        private String key;

        @JsonProperty
        public String getId() {
            return key;
        }

        @JsonProperty
        public void setId(String id) {
            if (id == null) {
                throw new IllegalArgumentException("an id is needed");
            }
            key = id;
        }
    }

    @Stored(events = true)
    record Watched(String id, int number) {}

    private static List<Plain> plain() {
        return IntStream.range(0, MANY).mapToObj(i -> new Plain("p" + i, i)).toList();
    }

    /** Runs a failing operation inside a transaction that catches the failure and goes on. */
    private void caught(Consumer<StorageTransaction> failing, Class<? extends Throwable> failure) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage().useTransaction(tx -> {
                    tx.save(new Log("before"));
                    assertThatThrownBy(() -> failing.accept(tx)).isInstanceOf(failure);
                }))
                .withMessageContaining("again as a whole");
    }

    @Test
    default void saveAll_oneObjectThatCannotBeEncoded_leavesNothingOfTheTransaction() {
        List<Object> objects = new ArrayList<>(plain());
        objects.add(new Broken());
        caught(tx -> tx.saveAll(objects), RuntimeException.class);
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void saveAll_iteratorThatThrows_leavesNothingOfTheTransaction() {
        Iterator<Plain> first = plain().iterator();
        Iterable<Plain> failing = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Plain next() {
                if (!first.hasNext()) {
                    throw new Rollback();
                }
                return first.next();
            }
        };
        caught(tx -> tx.saveAll(failing), Rollback.class);
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void insertAll_lastObjectStored_leavesNothingOfTheTransaction() {
        List<Plain> objects = new ArrayList<>(plain());
        storage().save(new Plain("stored", 1));
        objects.add(new Plain("stored", 2));
        caught(tx -> tx.insertAll(objects), ObjectExistsException.class);
        assertThat(storage().ids(Plain.class)).containsExactly("stored");
        assertThat(storage().count(Log.class)).isZero();
    }

    @Test
    default void innerTransaction_throwing_leavesNothingOfTheOuterOne() {
        caught(
                tx -> storage().useTransaction(inner -> {
                    inner.save(new Plain("p", 1));
                    throw new Rollback();
                }),
                Rollback.class);
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void operation_failingBeforeItWrites_letsTheTransactionGoOn() {
        storage().useTransaction(tx -> {
            tx.save(new Log("before"));
            assertThatThrownBy(() -> tx.save(new Broken())).isInstanceOf(RuntimeException.class);
            tx.save(new Log("after"));
        });
        assertThat(storage().ids(Log.class)).containsExactly("after", "before");
    }

    @Test
    default void transaction_afterAnOperationThatWroteAPart_refusesFurtherWrites() {
        List<Object> objects = new ArrayList<>(plain());
        objects.add(new Broken());
        assertThatExceptionOfType(Rollback.class)
                .isThrownBy(() -> storage().useTransaction(tx -> {
                    assertThatThrownBy(() -> tx.saveAll(objects)).isInstanceOf(RuntimeException.class);
                    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> tx.save(new Log("after")));
                    throw new Rollback();
                }));
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void import_failingAfterItHasSetARule_leavesNothingOfTheTransaction() {
        String cut = "{\"format\":\"sepia-export\",\"version\":1}\n"
                + "{\"history_of\":\"Log\",\"every_save\":true,\"generations\":0,\"days\":0}\n";
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage()
                        .useTransaction(tx -> assertThatExceptionOfType(DocumentFormatException.class)
                                .isThrownBy(() -> storage()
                                        .contents()
                                        .importData(
                                                new ByteArrayInputStream(cut.getBytes(StandardCharsets.UTF_8)),
                                                ConflictPolicy.FAIL))));
        assertThat(storage().documents("Log").historyRule()).isEmpty();
    }

    @Test
    default void transaction_afterAnOperationThatWroteAPart_refusesReads() {
        storage().save(new Log("before"));
        List<Object> objects = new ArrayList<>(plain());
        objects.add(new Broken());
        List<Consumer<StorageTransaction>> reads = List.of(
                tx -> tx.find(Log.class, "before"),
                tx -> tx.loadAll(Log.class, List.of("before")),
                tx -> tx.exists(Log.class, "before"),
                tx -> tx.ids(Log.class),
                tx -> tx.count(Plain.class),
                tx -> tx.stream(Log.class),
                tx -> tx.query(Plain.class).where("number > 0").list(),
                tx -> tx.documents("Log").find("before"),
                tx -> tx.history(Log.class, "before").list(),
                tx -> storage().find(Log.class, "before"),
                tx -> storage().transactions().readOnly().use(inner -> inner.count(Plain.class)));
        assertThatExceptionOfType(Rollback.class)
                .isThrownBy(() -> storage().useTransaction(tx -> {
                    try (Stream<Log> open = tx.stream(Log.class)) {
                        assertThatThrownBy(() -> tx.saveAll(objects)).isInstanceOf(RuntimeException.class);
                        reads.forEach(each -> assertThatExceptionOfType(IllegalStateException.class)
                                .isThrownBy(() -> each.accept(tx))
                                .withMessageContaining("can only be rolled back"));
                        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(open::toList);
                    }
                    throw new Rollback();
                }));
        assertThat(storage().count(Plain.class)).isZero();
    }

    @Test
    default void rollBack_setterThatThrows_isSuppressedInTheUsersException() {
        Stubborn named = new Stubborn();
        named.setId("named");
        Stubborn unnamed = new Stubborn();
        Plain other = new Plain("p", 1);
        assertThatExceptionOfType(Rollback.class)
                .isThrownBy(() -> storage().useTransaction(tx -> {
                    tx.save(new Person("a", "a"));
                    tx.save(named);
                    tx.save(unnamed);
                    tx.save(other);
                    throw new Rollback();
                }))
                .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
        assertThat(storage().classes()).isEmpty();

        storage().save(new Person("b", "same"));
        assertThatExceptionOfType(NotUniqueException.class)
                .isThrownBy(() -> storage().save(new Person("c", "same")));
    }

    @Test
    default void uniqueValues_firstTransactionOfTheClassRolledBack_areStillUnique() {
        rolledBack(tx -> tx.save(new Person("a", "same")));
        assertThatExceptionOfType(NotUniqueException.class)
                .isThrownBy(() -> storage().saveAll(List.of(new Person("b", "same"), new Person("c", "same"))));
        storage().save(new Person("b", "same"));
        assertThatExceptionOfType(NotUniqueException.class)
                .isThrownBy(() -> storage().save(new Person("c", "same")));
        assertThat(storage().ids(Person.class)).containsExactly("b");
    }

    @Test
    default void uniqueValues_savesQueuedBehindATransaction_areStoredOnce() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int round = 0; round < 5; round++) {
                storage().clear();
                savesQueued(threads, round);
                assertThat(storage().ids(Person.class)).as("round " + round).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void savesQueued(ExecutorService threads, int round) throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<?> first = threads.submit(() -> storage().useTransaction(tx -> {
            tx.save(new Log("first" + round));
            open.countDown();
            await(end);
        }));
        await(open);
        List<Future<?>> queued = new ArrayList<>();
        queued.add(threads.submit(() -> storage().save(new Log("second" + round))));
        queued.add(threads.submit(() -> storage().update(new Person("absent", "x"))));
        for (int i = 0; i < 3; i++) {
            Person person = new Person("p" + i, "same");
            queued.add(threads.submit(() -> storage().save(person)));
        }
        // The saves reach the queue; a save that comes later finds the class in the state that is to be tested too.
        Thread.sleep(20);
        end.countDown();
        first.get(30, TimeUnit.SECONDS);
        int refused = 0;
        for (Future<?> each : queued) {
            try {
                each.get(30, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void events_firstTransactionOfTheClassRolledBack_areLoggedLater() {
        rolledBack(tx -> tx.save(new Watched("w", 1)));
        storage().save(new Watched("w", 2));
        storage().save(new Watched("w", 3));
        assertThat(storage().history(Watched.class, "w").events()).hasSize(2);
    }
}
