package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.RetryableException;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.WriteCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Many threads on one store: nothing lost, nothing half seen, one winner where there may be one. */
interface ConcurrencyContract extends BackendFixture {
    int THREADS = 8;
    int ROUNDS = 25;

    @Test
    default void readModifyWrite_byManyThreads_losesNoUpdate() throws Exception {
        int times = 150;
        save(note("k0", "0"), note("k1", "0"), note("k2", "0"));
        together(thread -> {
            for (int i = 0; i < times; i++) {
                increment("k" + (thread + i) % 3);
            }
            return thread;
        });

        int sum = 0;
        for (StoredDocument counter : reading(tx -> tx.page(NOTE, "", 10))) {
            sum += Integer.parseInt(counter.content());
            assertThat(counter.version() - 1).isEqualTo(Long.parseLong(counter.content()));
        }
        assertThat(sum).isEqualTo(THREADS * times);
    }

    private void increment(String id) {
        while (!retryable(() -> {
            change(tx -> {
                StoredDocument counter = tx.load(key(id)).orElseThrow();
                String next = String.valueOf(Integer.parseInt(counter.content()) + 1);
                tx.save(List.of(note(id, next, WriteCondition.version(counter.version()))));
            });
            return true;
        })) {
            Thread.onSpinWait();
        }
    }

    private static boolean retryable(Supplier<Boolean> work) {
        try {
            return work.get();
        } catch (StaleVersionException | RetryableException e) {
            return false;
        }
    }

    @Test
    default void save_firstUpsertsOfOneKey_allTakePlace() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "n" + round;
            together(thread -> {
                save(note(id, String.valueOf(thread)));
                return thread;
            });
            assertThat(stored(id).version()).as(id).isEqualTo(THREADS);
        }
        read(tx -> assertThat(tx.count(NOTE)).isEqualTo(ROUNDS));
    }

    @Test
    default void save_ifAbsentOfOneKey_oneTakesPlaceWithoutError() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "n" + round;
            together(thread -> {
                save(note(id, String.valueOf(thread), WriteCondition.IF_ABSENT));
                // Whoever won, the object is there now.
                return stored(id);
            });
            assertThat(stored(id).version()).as(id).isEqualTo(1);
        }
    }

    @Test
    default void save_absentOfOneKey_oneWinsAndTheOthersAreTold() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "n" + round;
            assertOneWinner(
                    id,
                    together(thread -> attempt(note(id, String.valueOf(thread), WriteCondition.ABSENT))),
                    1,
                    ObjectExistsException.class);
        }
    }

    @Test
    default void save_newVersionOfOneKey_oneWinsAndTheOthersAreStale() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "n" + round;
            List<Object> outcomes =
                    together(thread -> attempt(note(id, String.valueOf(thread), WriteCondition.NEW_VERSION)));
            assertOneWinner(id, outcomes, 1, StaleVersionException.class);
            assertStale(outcomes, 0, 1);
        }
    }

    @Test
    default void save_sameVersion_oneWinsAndTheOthersAreStale() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "n" + round;
            save(note(id, "first"));
            List<Object> outcomes =
                    together(thread -> attempt(note(id, String.valueOf(thread), WriteCondition.version(1))));
            assertOneWinner(id, outcomes, 2, StaleVersionException.class);
            assertStale(outcomes, 1, 2);
        }
    }

    @Test
    default void delete_sameObject_oneFindsIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "n" + round;
            save(note(id, "{}"));
            List<Boolean> found = together(thread -> {
                try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                    boolean deleted = tx.delete(key(id), WriteCondition.NONE).any();
                    tx.commit();
                    return deleted;
                }
            });
            assertThat(found).as(id).containsOnlyOnce(true);
        }
        assertThat(storedIds()).isEmpty();
    }

    @Test
    default void read_duringCommits_neverSeesHalfATransaction() throws Exception {
        save(note("a", "0"), note("b", "0"));
        AtomicBoolean writing = new AtomicBoolean(true);
        AtomicInteger reads = new AtomicInteger();
        together(thread -> {
            if (thread == 0) {
                for (int i = 1; i <= 300; i++) {
                    save(note("a", String.valueOf(i)), note("b", String.valueOf(i)));
                }
                writing.set(false);
                return thread;
            }
            do {
                // One call, one statement or one snapshot: both of one commit.
                read(tx -> assertThat(tx.page(NOTE, "", 2))
                        .extracting(StoredDocument::content)
                        .satisfies(contents -> assertThat(contents.get(0)).isEqualTo(contents.get(1))));
                reads.incrementAndGet();
            } while (writing.get());
            return thread;
        });

        assertThat(stored("a").content()).isEqualTo("300");
        assertThat(reads).hasPositiveValue();
    }

    @Test
    default void transactions_ofManyThreadsRolledBackAndCommitted_keepTheCommittedOnes() throws Exception {
        together(thread -> {
            for (int i = 0; i < 40; i++) {
                try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                    tx.save(List.of(note("t" + thread + "-" + i, "{}")));
                    if (i % 2 == 0) {
                        tx.commit();
                    }
                }
            }
            return thread;
        });

        assertThat(storedIds()).hasSize(THREADS * 20).allMatch(id -> Integer.parseInt(id.split("-")[1]) % 2 == 0);
    }

    @Test
    default void externalCommits_localCommitsAndRollbacks_doNotCount() {
        saveNotes("a");
        backend().capability(ExternalCommits.class).ifPresent(external -> {
            long before = external.poll().count();
            for (int i = 0; i < 20; i++) {
                save(note("a", String.valueOf(i)));
                read(tx -> tx.load(key("a")));
                try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                    tx.clear();
                }
            }
            assertThat(external.poll().count()).isEqualTo(before);
        });
    }

    /** Saves, and returns the conflict that refused it or the content that was stored. */
    private Object attempt(DocumentWrite write) {
        try {
            save(write);
            return write.content();
        } catch (ObjectExistsException | StaleVersionException e) {
            return e;
        }
    }

    private void assertOneWinner(String id, List<Object> outcomes, long version, Class<?> refusal) {
        List<Object> winners =
                outcomes.stream().filter(String.class::isInstance).toList();
        assertThat(winners).as(id).hasSize(1);
        assertThat(outcomes).as(id).filteredOn(refusal::isInstance).hasSize(THREADS - 1);
        assertThat(stored(id).content()).as(id).isEqualTo(winners.get(0));
        assertThat(stored(id).version()).as(id).isEqualTo(version);
    }

    private static void assertStale(List<Object> outcomes, long expected, long found) {
        assertThat(outcomes).filteredOn(StaleVersionException.class::isInstance).allSatisfy(outcome -> {
            StaleVersionException stale = (StaleVersionException) outcome;
            assertThat(stale.expected()).isEqualTo(expected);
            assertThat(stale.found()).isEqualTo(found);
        });
    }

    /** Runs {@code work} with the numbers 0 to 7 on as many threads that begin at once; any error fails the test. */
    private static <T> List<T> together(IntFunction<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                futures.add(executor.submit(() -> {
                    start.await();
                    return work.apply(thread);
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(120, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
