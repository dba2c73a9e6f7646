package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.RetryableException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.condition.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Works that may share a commit: each takes effect or fails by itself, and is stored when its call returns. */
interface SharedCommitContract extends BackendFixture {
    int WRITERS = 8;

    @Test
    default void write_returning_isStored() {
        String result = backend().write(tx -> {
            tx.save(List.of(note("a", "1"), note("b", "1")));
            assertThat(tx.load(key("a"))).isPresent();
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(backend().<Object>write(tx -> null)).isNull();
        assertThat(storedIds()).containsExactly("a", "b");
    }

    @Test
    default void write_failing_storesNothingAndThrowsItsError() {
        save(note("a", "1"));
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> backend().write(tx -> {
                    tx.save(List.of(note("b", "1")));
                    tx.save(List.of(note("c", "1"), note("a", "2", WriteCondition.ABSENT)));
                    return true;
                }));
        assertThatExceptionOfType(IllegalCallerException.class)
                .isThrownBy(() -> backend().write(tx -> {
                    tx.save(List.of(note("d", "1")));
                    throw new IllegalCallerException("on purpose");
                }));
        assertThat(storedIds()).containsExactly("a");
        assertThat(stored("a").content()).isEqualTo("1");
    }

    @Test
    default void write_failedStatementCaught_storesNothing() {
        save(note("a", "1"));
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> backend().write(tx -> {
                    tx.save(List.of(note("b", "1")));
                    try {
                        tx.save(List.of(note("a", "2", WriteCondition.version(7))));
                    } catch (StaleVersionException e) {
                        return false;
                    }
                    return true;
                }));
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void write_insideAWritingTransactionOfTheThread_isRefusedAtOnce() {
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("a", "1")));
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> backend().write(inner -> {
                        inner.save(List.of(note("b", "1")));
                        return true;
                    }))
                    .isInstanceOfAny(IllegalStateException.class, StorageException.class);
            tx.commit();
        }
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void write_transactionKeptAfterIt_isRefused() {
        List<BackendTransaction> kept = new ArrayList<>();
        backend().write(kept::add);
        backend().read(kept::add);
        for (BackendTransaction ended : kept) {
            assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> ended.load(key("a")));
        }
    }

    @Test
    default void read_seesWhatIsCommittedAndRefusesWrites() {
        save(note("a", "1"));
        assertThat(backend().<Long>read(tx -> tx.count(NOTE))).isEqualTo(1);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> backend().read(tx -> tx.delete(key("a"), WriteCondition.NONE)));
        assertThatExceptionOfType(IllegalCallerException.class)
                .isThrownBy(() -> backend().read(tx -> {
                    throw new IllegalCallerException("on purpose");
                }));
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void read_severalOperations_seeOneMoment() {
        save(note("a", "1"));
        String seen = backend().read(tx -> {
            String first = tx.load(key("a")).orElseThrow().content();
            save(note("a", "2"));
            return first + tx.load(key("a")).orElseThrow().content();
        });
        assertThat(seen).isEqualTo("11");
    }

    @Test
    default void writeAndRead_afterClose_areRefused() {
        StorageBackend other = openImpatient();
        other.close();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> other.write(tx -> true));
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> other.read(tx -> true));
    }

    @Test
    default void write_manyThreads_eachTakesEffectOrFailsByItself() throws Exception {
        int times = 60;
        ConcurrentLinkedQueue<String> saved = new ConcurrentLinkedQueue<>();
        save(note("taken", "first"));
        atOnce(thread -> {
            for (int i = 0; i < times; i++) {
                String id = "t" + thread + "-" + i;
                int kind = (thread + i) % 4;
                Class<? extends Exception> expected = List.of(
                                RuntimeException.class,
                                ObjectExistsException.class,
                                StaleVersionException.class,
                                ObjectNotFoundException.class)
                        .get(kind);
                try {
                    backend().write(tx -> {
                        tx.save(List.of(note(id, "{}")));
                        switch (kind) {
                            case 1 -> tx.save(List.of(note("taken", "second", WriteCondition.ABSENT)));
                            case 2 -> tx.save(List.of(note("taken", "second", WriteCondition.version(99))));
                            case 3 -> tx.save(List.of(note("absent", "second", WriteCondition.PRESENT)));
                            default -> tx.delete(key("absent"), WriteCondition.NONE);
                        }
                        return true;
                    });
                    assertThat(kind).isZero();
                    // Acknowledged, so it is there for everybody.
                    assertThat(stored(id).version()).isEqualTo(1);
                    saved.add(id);
                } catch (StorageException e) {
                    assertThat(e).isExactlyInstanceOf(expected);
                }
            }
            return thread;
        });
        assertThat(saved).hasSize(WRITERS * times / 4);
        assertThat(storedIds()).hasSize(saved.size() + 1).containsAll(saved).contains("taken");
        assertThat(stored("taken").content()).isEqualTo("first");
    }

    @Test
    default void write_threadThatRunsItIsInterrupted_doesNotFail() throws Exception {
        change(tx -> {
            for (int i = 0; i < 2_000; i++) {
                tx.save(List.of(note("n" + i, "{\"text\":\"" + "x".repeat(200) + "\"}")));
            }
        });
        Term condition = Term.parse("text contains 'y'");
        CountDownLatch leading = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            Future<?> first = executor.submit(() -> backend().write(tx -> {
                tx.save(List.of(note("first", "{}")));
                leading.countDown();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                return true;
            }));
            leading.await();
            Future<Integer> second = executor.submit(() -> {
                Thread own = Thread.currentThread();
                asked.countDown();
                return backend().write(tx -> {
                    Thread runs = Thread.currentThread();
                    AtomicBoolean done = new AtomicBoolean();
                    Future<?> interrupts = executor.submit(() -> {
                        while (runs != own && !done.get()) {
                            LockSupport.parkNanos(500_000);
                            runs.interrupt();
                        }
                    });
                    for (int i = 0; i < 30; i++) {
                        assertThat(tx.count(NOTE, condition)).isZero();
                        if (runs != own) {
                            Thread.interrupted();
                        }
                    }
                    done.set(true);
                    while (!interrupts.isDone()) {
                        Thread.onSpinWait();
                    }
                    return tx.delete(key("n0"), WriteCondition.NONE) == null ? 0 : 1;
                });
            });
            asked.await();
            assertThat(second).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo(1);
            assertThat(first).succeedsWithin(60, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }
        assertThat(storedIds()).contains("first").doesNotContain("n0").hasSize(2_000);
    }

    @Test
    default void write_besideWholeTransactions_losesNoUpdate() throws Exception {
        int times = 40;
        AtomicInteger conflicts = new AtomicInteger();
        save(note("counter", "0"));
        atOnce(thread -> {
            for (int i = 0; i < times; i++) {
                while (!counted(thread % 2 == 0, conflicts)) {
                    Thread.onSpinWait();
                }
            }
            return thread;
        });
        assertThat(stored("counter").content()).isEqualTo(String.valueOf(WRITERS * times));
        assertThat(stored("counter").version()).isEqualTo(WRITERS * times + 1);
    }

    private boolean counted(boolean whole, AtomicInteger conflicts) {
        try {
            if (whole) {
                change(SharedCommitContract.this::count);
            } else {
                backend().write(tx -> {
                    count(tx);
                    return true;
                });
            }
            return true;
        } catch (RetryableException | StaleVersionException e) {
            conflicts.incrementAndGet();
            return false;
        }
    }

    private void count(BackendTransaction tx) {
        var counter = tx.load(key("counter")).orElseThrow();
        String next = String.valueOf(Integer.parseInt(counter.content()) + 1);
        tx.save(List.of(note("counter", next, WriteCondition.version(counter.version()))));
    }

    private static void atOnce(IntFunction<Integer> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int thread = i;
                futures.add(executor.submit(() -> {
                    start.await();
                    return work.apply(thread);
                }));
            }
            for (Future<Integer> future : futures) {
                future.get(120, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
