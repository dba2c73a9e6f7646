package io.sepia.internal.backend.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import io.sepia.internal.option.Option;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InMemoryStorageTest extends StorageBackendContract {
    @Override
    protected StorageBackend open() {
        return InMemoryStorage.open(Map.of());
    }

    @Override
    public StorageBackend openImpatient() {
        return InMemoryStorage.open(Map.of("busy_timeout", 300));
    }

    @Test
    void name_isMemory() {
        assertThat(backend().name()).isEqualTo("memory");
    }

    @Test
    void open_unknownOrBadOption_isRefused() {
        assertThat(InMemoryStorage.options()).extracting(Option::name).containsExactly("busy_timeout", "query_timeout");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> InMemoryStorage.open(Map.of("database_path", "x.db")))
                .withMessageContaining("database_path")
                .withMessageContaining("Allowed are: busy_timeout");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> InMemoryStorage.open(Map.of("busy_timeout", -1)))
                .withMessageContaining("busy_timeout of backend memory");
    }

    @Test
    void open_twice_givesTwoStores() {
        saveNotes("a");
        try (StorageBackend other = open();
                BackendTransaction tx = other.begin(Access.READ_ONLY)) {
            assertThat(tx.classes()).isEmpty();
        }
    }

    @Test
    void read_begunBeforeCommit_keepsItsSnapshot() {
        save(note("a", "1"));
        try (BackendTransaction reader = backend().begin(Access.READ_ONLY)) {
            save(note("a", "2"), note("b", "1"));

            assertThat(reader.load(key("a"))).map(StoredDocument::content).contains("1");
            assertThat(reader.ids(NOTE)).containsExactly("a");
        }
        assertThat(stored("a").content()).isEqualTo("2");
    }

    @Test
    void begin_withTimeoutZero_doesNotWait() throws Exception {
        try (StorageBackend store = InMemoryStorage.open(Map.of("busy_timeout", 0))) {
            try (BackendTransaction writer = store.begin(Access.READ_WRITE)) {
                onOtherThread(() -> assertThatThrownBy(() -> store.begin(Access.READ_WRITE))
                        .isInstanceOf(StorageBusyException.class)
                        .hasMessageContaining("busy_timeout, 0 ms"));
                writer.commit();
            }
            try (BackendTransaction next = store.begin(Access.READ_WRITE)) {
                assertThat(next.count(NOTE)).isZero();
            }
        }
    }

    @Test
    void begin_interruptedWhileWaiting_failsAndKeepsTheFlag() throws Exception {
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        try (BackendTransaction writer = backend().begin(Access.READ_WRITE)) {
            Thread waiting = new Thread(() -> {
                refusal.set(catchThrowable(() -> backend().begin(Access.READ_WRITE)));
                flag.set(Thread.currentThread().isInterrupted());
            });
            waiting.start();
            waiting.interrupt();
            waiting.join(10_000);
            writer.commit();
        }

        assertThat(refusal.get()).isInstanceOf(StorageFailureException.class).hasMessageContaining("interrupted");
        assertThat(flag.get()).isTrue();
        saveNotes("a");
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    void begin_onInterruptedThreadWithFreeTurn_succeeds() {
        Thread.currentThread().interrupt();
        try {
            saveNotes("a");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    void begin_secondWriterOnOneThread_namesTheRemedy() {
        try (BackendTransaction writer = backend().begin(Access.READ_WRITE)) {
            assertThatThrownBy(() -> backend().begin(Access.READ_WRITE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Write through that transaction");
            writer.commit();
        }
    }

    @Test
    void begin_afterHandingTheWriterOver_waitsForItsTurn() throws Exception {
        BackendTransaction writer = backend().begin(Access.READ_WRITE);
        Thread user = new Thread(() -> {
            writer.save(List.of(note("a", "1")));
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            writer.commit();
        });
        user.start();
        while (user.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        saveNotes("b");
        user.join();

        assertThat(storedIds()).containsExactly("a", "b");
    }
}
