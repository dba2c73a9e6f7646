package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.StoredDocument;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.report.StorageStats.WriteStats;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A store from its opening to its end, and the waiting in between. */
interface LifecycleContract extends BackendFixture {
    @Test
    default void name_isInLowerCase() {
        assertThat(backend().name()).matches("[a-z][a-z0-9]*");
    }

    @Test
    default void stats_countCommitsAndWhatSharesThem_andNothingThatWasRolledBack() {
        WriteStats before = backend().stats().writes();
        saveNotes("a", "b");
        backend().<Boolean>write(tx -> {
            tx.save(List.of(note("c", "{}")));
            return true;
        });
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("d", "{}")));
        }
        storedIds();
        WriteStats after = backend().stats().writes();
        assertThat(after.commits() - before.commits()).isEqualTo(2);
        assertThat(after.works() - before.works()).isEqualTo(2);
        assertThat(after.groups().get(1) - before.groups().getOrDefault(1, 0L)).isEqualTo(2);
        assertThat(after.largestGroup()).isEqualTo(1);
        assertThat(after.waits()).isEqualTo(before.waits());
    }

    @Test
    default void stats_afterClose_areRefused() {
        StorageBackend store = openImpatient();
        store.close();
        assertThatThrownBy(store::stats).isInstanceOf(StorageClosedException.class);
    }

    @Test
    default void begin_otherWriterHoldsWhatIsWanted_isRetryableAndStoresNothing() throws Exception {
        try (StorageBackend store = openImpatient()) {
            try (BackendTransaction first = store.begin(Access.READ_WRITE)) {
                first.save(List.of(note("a", "1")));

                // A backend with one writer refuses to begin; one with row locks refuses the row.
                onOtherThread(() -> assertThatThrownBy(() -> {
                            try (BackendTransaction second = store.begin(Access.READ_WRITE)) {
                                second.save(List.of(note("a", "2")));
                                second.commit();
                            }
                        })
                        .isInstanceOf(RetryableException.class));
                first.commit();
            }
            try (BackendTransaction reader = store.begin(Access.READ_ONLY)) {
                assertThat(reader.load(key("a"))).map(StoredDocument::content).contains("1");
            }
        }
    }

    @Test
    default void begin_otherWriterEndsInTime_getsItsTurn() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (BackendTransaction first = backend().begin(Access.READ_WRITE)) {
            first.save(List.of(note("a", "1")));
            CountDownLatch asking = new CountDownLatch(1);
            Future<?> second = executor.submit(() -> {
                asking.countDown();
                save(note("a", "2"));
            });
            asking.await();
            Thread.sleep(200);
            assertThat(second).isNotDone();
            first.commit();
            second.get(30, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }
        assertThat(stored("a").content()).isEqualTo("2");
        assertThat(stored("a").version()).isEqualTo(2);
    }

    @Test
    default void begin_afterClose_isRefused() {
        backend().close();

        for (Access access : Access.values()) {
            assertThatThrownBy(() -> backend().begin(access), "%s", access).isInstanceOf(StorageClosedException.class);
        }
    }

    @Test
    default void close_storeAgain_doesNothing() {
        saveNotes("a");
        backend().close();
        backend().close();

        assertThatThrownBy(() -> backend().begin(Access.READ_ONLY)).isInstanceOf(StorageClosedException.class);
    }

    @Test
    default void close_withRunningTransaction_letsItCommitFirst() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<?> closing;
            try (BackendTransaction running = backend().begin(Access.READ_WRITE)) {
                running.save(List.of(note("a", "1")));
                closing = executor.submit(() -> backend().close());
                Thread.sleep(200);

                assertThat(closing).isNotDone();
                running.save(List.of(note("b", "1")));
                assertThat(running.ids(NOTE)).containsExactly("a", "b");
                running.commit();
            }
            closing.get(30, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }
        assertThatThrownBy(() -> backend().begin(Access.READ_ONLY)).isInstanceOf(StorageClosedException.class);
    }

    @Test
    default void begin_whileClosing_isRefused() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<?> closing;
            try (BackendTransaction running = backend().begin(Access.READ_ONLY)) {
                closing = executor.submit(() -> backend().close());
                Thread.sleep(200);

                assertThatThrownBy(() -> backend().begin(Access.READ_ONLY)).isInstanceOf(StorageClosedException.class);
                assertThat(running.count(NOTE)).isZero();
            }
            closing.get(30, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    default void close_transactionThatNeverEnds_isCutOffAndRolledBack() throws Exception {
        StorageBackend store = openImpatient();
        BackendTransaction endless = store.begin(Access.READ_WRITE);
        endless.save(List.of(note("a", "1")));
        onOtherThread(store::close);

        reads().forEach((operation, read) -> assertThatThrownBy(() -> read.accept(endless), "%s", operation)
                .isInstanceOf(StorageClosedException.class));
        writes().forEach((operation, write) -> assertThatThrownBy(() -> write.accept(endless), "%s", operation)
                .isInstanceOf(StorageClosedException.class));
        assertThatThrownBy(endless::commit).isInstanceOf(StorageClosedException.class);
        endless.close();
    }
}
