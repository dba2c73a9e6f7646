package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.RetryableException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Everything or nothing, own writes seen, those of others only when committed. */
interface BackendTransactionContract extends BackendFixture {
    @Test
    default void close_withoutCommit_rollsEverythingBack() {
        saveNotes("a", "b", "c");
        List<StoredDocument> before = reading(tx -> tx.page(NOTE, "", 10));

        writes().forEach((operation, write) -> {
            try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                write.accept(tx);
            }
            read(tx -> assertThat(tx.page(NOTE, "", 10)).as(operation).isEqualTo(before));
        });
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("new", "{}"), write(new ObjectKey("other", "x"), "{}", null, WriteCondition.NONE)));
        }
        read(tx -> assertThat(tx.page(NOTE, "", 10)).isEqualTo(before));
        read(tx -> assertThat(tx.classes()).containsExactly(Map.entry(NOTE, 3L)));
    }

    @Test
    default void save_afterRollback_beginsWhereTheCommittedOneEnded() {
        save(note("a", "1"));
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("a", "2"), note("a", "3"), note("b", "1")));
        }
        save(note("a", "2", WriteCondition.version(1)), note("b", "2", WriteCondition.ABSENT));

        assertThat(stored("a").version()).isEqualTo(2);
        assertThat(stored("b").version()).isEqualTo(1);
    }

    @Test
    default void reads_afterOwnWrites_seeThem() {
        saveNotes("a", "b");
        change(tx -> {
            tx.load(key("a"));
            tx.save(List.of(note("a", "2"), note("c", "1")));
            tx.delete(key("b"), WriteCondition.NONE);

            assertThat(tx.load(key("a"))).map(StoredDocument::content).contains("2");
            assertThat(tx.load(key("a"))).map(StoredDocument::version).contains(2L);
            assertThat(tx.load(key("b"))).isEmpty();
            assertThat(tx.load(NOTE, List.of("a", "b", "c")))
                    .extracting(StoredDocument::content)
                    .containsExactlyInAnyOrder("2", "1");
            assertThat(tx.exists(key("b"))).isFalse();
            assertThat(tx.exists(key("c"))).isTrue();
            assertThat(tx.existing(NOTE, List.of("a", "b", "c"))).containsExactlyInAnyOrder("a", "c");
            assertThat(tx.ids(NOTE)).containsExactly("a", "c");
            assertThat(tx.page(NOTE, "a", 10))
                    .extracting(StoredDocument::content)
                    .containsExactly("1");
            assertThat(tx.count(NOTE)).isEqualTo(2);
            assertThat(tx.classes()).containsExactly(Map.entry(NOTE, 2L));

            assertThat(tx.clear(NOTE).count()).isEqualTo(2);
            assertThat(tx.load(key("a"))).isEmpty();
            assertThat(tx.classes()).isEmpty();
        });
    }

    @Test
    default void read_ofSameThreadBesideItsWriter_seesCommittedState() {
        save(note("a", "1"));
        try (BackendTransaction writer = backend().begin(Access.READ_WRITE)) {
            writer.save(List.of(note("a", "2")));

            assertThat(stored("a").content()).isEqualTo("1");
        }
    }

    @Test
    default void read_besideUncommittedWrites_neitherSeesThemNorWaits() throws Exception {
        save(note("a", "1"), note("b", "1"));
        try (BackendTransaction reader = backend().begin(Access.READ_ONLY);
                BackendTransaction writer = backend().begin(Access.READ_WRITE)) {
            assertThat(reader.load(key("a"))).map(StoredDocument::content).contains("1");
            writer.save(List.of(note("a", "2"), note("c", "1")));
            writer.delete(key("b"), WriteCondition.NONE);

            long start = System.nanoTime();
            assertThat(reader.ids(NOTE)).containsExactly("a", "b");
            assertThat(reader.load(key("a"))).map(StoredDocument::content).contains("1");
            onOtherThread(() -> read(tx -> assertThat(tx.page(NOTE, "", 10))
                    .extracting(StoredDocument::content)
                    .containsExactly("1", "1")));
            onOtherThread(() -> read(tx -> assertThat(tx.count(NOTE)).isEqualTo(2)));
            onOtherThread(() -> read(tx -> assertThat(tx.exists(key("c"))).isFalse()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            writer.commit();
        }
    }

    @Test
    default void commit_isSeenByTransactionsBegunLater() throws Exception {
        saveNotes("b");
        change(tx -> {
            tx.save(List.of(note("a", "1")));
            tx.delete(key("b"), WriteCondition.NONE);
        });

        assertThat(storedIds()).containsExactly("a");
        onOtherThread(() -> assertThat(storedIds()).containsExactly("a"));
        onOtherThread(() -> change(tx -> assertThat(tx.ids(NOTE)).containsExactly("a")));
    }

    @Test
    default void read_againAfterCommitOfAnother_seesTheSameSnapshot() {
        saveNotes("a", "b");
        try (BackendTransaction reader = backend().begin(Access.READ_ONLY)) {
            assertThat(reader.count(NOTE)).isEqualTo(2);
            change(tx -> {
                tx.save(List.of(note("a", "2"), note("c", "1")));
                tx.delete(key("b"), WriteCondition.NONE);
            });

            assertThat(reader.load(key("a"))).map(StoredDocument::version).contains(1L);
            assertThat(reader.ids(NOTE)).containsExactly("a", "b");
            assertThat(reader.exists(key("c"))).isFalse();
            assertThat(reader.classes()).containsExactly(Map.entry(NOTE, 2L));
        }
        assertThat(storedIds()).containsExactly("a", "c");
    }

    @Test
    default void commit_withOpenReader_succeeds() {
        save(note("a", "1"));
        try (BackendTransaction reader = backend().begin(Access.READ_ONLY)) {
            assertThat(reader.count(NOTE)).isEqualTo(1);
            save(note("b", "1"));
            save(note("a", "2"));
            assertThat(reader.exists(key("a"))).isTrue();
        }
        assertThat(storedIds()).containsExactly("a", "b");
    }

    @Test
    default void write_failed_closeLeavesNothingAndStoreUsable() {
        save(note("a", "1"));
        Map<Class<? extends StorageException>, Consumer<BackendTransaction>> failures = new LinkedHashMap<>();
        failures.put(ObjectExistsException.class, tx -> tx.save(List.of(note("a", "2", WriteCondition.ABSENT))));
        failures.put(ObjectNotFoundException.class, tx -> tx.save(List.of(note("b", "2", WriteCondition.PRESENT))));
        failures.put(StaleVersionException.class, tx -> tx.delete(key("a"), WriteCondition.version(7)));

        failures.forEach((type, failure) -> {
            try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                tx.save(List.of(note("new", "1")));
                assertThatThrownBy(() -> failure.accept(tx)).isInstanceOf(type);
            }
            assertThat(storedIds()).as(type.getSimpleName()).containsExactly("a");
        });
        save(note("b", "1"));
        assertThat(storedIds()).containsExactly("a", "b");
    }

    @Test
    default void commit_afterFailedWrite_isRefusedAndStoresNothing() {
        save(note("a", "1"));
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("new", "1")));
            catchThrowable(() -> tx.save(List.of(note("later", "1"), note("a", "2", WriteCondition.ABSENT))));

            assertThatThrownBy(tx::commit).isInstanceOfAny(IllegalStateException.class, StorageException.class);
        }
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void operations_afterClose_areRefused() {
        saveNotes("a");
        for (Access access : Access.values()) {
            BackendTransaction tx = backend().begin(access);
            tx.close();
            assertEnded(tx, "closed " + access);
        }
        assertThat(stored("a").content()).isEqualTo("{}");
    }

    @Test
    default void operations_afterCommit_areRefused() {
        saveNotes("a");
        for (Access access : Access.values()) {
            try (BackendTransaction tx = backend().begin(access)) {
                tx.commit();
                assertEnded(tx, "committed " + access);
            }
        }
        assertThat(stored("a").content()).isEqualTo("{}");
    }

    private void assertEnded(BackendTransaction tx, String state) {
        Map<String, Consumer<BackendTransaction>> operations = new LinkedHashMap<>(reads());
        operations.putAll(writes());
        operations.put("commit", BackendTransaction::commit);
        operations.forEach(
                (operation, work) -> assertThatThrownBy(() -> work.accept(tx), "%s when %s", operation, state)
                        .isInstanceOf(StorageClosedException.class));
    }

    @Test
    default void close_again_doesNothing() {
        BackendTransaction tx = backend().begin(Access.READ_WRITE);
        tx.save(List.of(note("a", "1")));
        tx.commit();
        tx.close();
        tx.close();

        save(note("b", "1"));
        assertThat(storedIds()).containsExactly("a", "b");
    }

    @Test
    default void write_inReadOnlyTransaction_isRefused() {
        saveNotes("a");
        writes().forEach((operation, write) -> {
            try (BackendTransaction tx = backend().begin(Access.READ_ONLY)) {
                assertThatThrownBy(() -> write.accept(tx), "%s", operation).isInstanceOf(StorageFailureException.class);
            }
            assertThat(stored("a").version()).as(operation).isEqualTo(1);
            assertThat(stored("a").content()).as(operation).isEqualTo("{}");
        });
        save(note("a", "1"));
        assertThat(stored("a").version()).isEqualTo(2);
    }

    @Test
    default void commit_ofReadOnlyTransaction_endsIt() {
        saveNotes("a");
        try (BackendTransaction tx = backend().begin(Access.READ_ONLY)) {
            assertThat(tx.count(NOTE)).isEqualTo(1);
            tx.commit();
        }
        assertThat(storedIds()).containsExactly("a");
    }

    @Test
    default void begin_secondWriterOnOneThread_isRefusedAtOnce() {
        saveNotes("a");
        try (BackendTransaction first = backend().begin(Access.READ_WRITE)) {
            first.save(List.of(note("b", "1")));
            long start = System.nanoTime();

            assertThatThrownBy(() -> backend().begin(Access.READ_WRITE))
                    .isInstanceOfAny(IllegalStateException.class, StorageException.class)
                    // Run again, it would fail again.
                    .isNotInstanceOf(RetryableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            first.commit();
        }
        saveNotes("c");
        assertThat(storedIds()).containsExactly("a", "b", "c");
    }

    @Test
    default void transaction_handedToAnotherThread_endsThere() throws Exception {
        BackendTransaction tx = backend().begin(Access.READ_WRITE);
        tx.save(List.of(note("a", "1")));
        onOtherThread(() -> {
            tx.save(List.of(note("b", "1")));
            tx.commit();
            tx.close();
        });

        saveNotes("c");
        assertThat(storedIds()).containsExactly("a", "b", "c");
    }

    @Test
    default void transactions_manyLeftToClose_releaseWhatTheyHold() {
        for (int i = 0; i < 200; i++) {
            try (BackendTransaction tx = backend().begin(i % 2 == 0 ? Access.READ_WRITE : Access.READ_ONLY)) {
                tx.count(NOTE);
            }
        }
        saveNotes("a");
        assertThat(storedIds()).containsExactly("a");
    }
}
