package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.StorageException;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** An operation that calls code of the application, which ends or rolls back the transaction while it runs. */
abstract class CallerRollbackContract extends CallerSavepointContract {
    /** The store writes 256 objects in one call of the backend. */
    private static final int MANY = 600;

    private static final int SECOND_CALL = 300;
    private static final int LAST = MANY - 1;

    @Stored("rollback_part")
    static final class Part {
        String id;

        @Version
        long version;

        Part(String id) {
            this.id = id;
        }

        Part() {
            this("");
        }
    }

    /** Work on the connection of the transaction. */
    @FunctionalInterface
    interface OnConnection {
        void run(Connection connection) throws SQLException;
    }

    void onConnection(OnConnection work) {
        em.unwrap(Session.class).doWork(work::run);
    }

    private static List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            parts.add(new Part("p" + i));
        }
        return parts;
    }

    /** Returns the parts. Getting one runs the work of its number first. */
    private static Iterable<Part> parts(List<Part> parts, Map<Integer, Runnable> works) {
        return () -> IntStream.range(0, parts.size())
                .mapToObj(i -> {
                    works.getOrDefault(i, () -> {}).run();
                    return parts.get(i);
                })
                .iterator();
    }

    private static Iterable<Part> parts(List<Part> parts, Runnable atSecondCall) {
        return parts(parts, Map.of(SECOND_CALL, atSecondCall));
    }

    private Runnable rollingBackTo(Savepoint savepoint) {
        return () -> onConnection(connection -> connection.rollback(savepoint));
    }

    private void assertNothingIsStored(List<Part> parts) {
        assertThat(storage.count(Part.class)).isZero();
        assertThat(parts).extracting(each -> each.version).containsOnly(0L);
    }

    @Test
    void saveAll_iteratorRollsBackToASavepoint_isRefusedAndDoomsTheTransaction() {
        List<Part> parts = parts();
        begin();
        joined.save(new Item("before", 1));
        onConnection(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            Iterable<Part> given = parts(parts, rollingBackTo(savepoint));
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> joined.saveAll(given));
        });
        assertThatThrownBy(() -> joined.save(new Item("after", 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(this::commit).isInstanceOf(RuntimeException.class);

        assertNothingIsStored(parts);
        assertThat(storage.count(Item.class)).isZero();
    }

    @Test
    void saveAll_iteratorRollsBackToASavepointAndReads_isRefused() {
        List<Part> parts = parts();
        begin();
        onConnection(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            Iterable<Part> given = parts(parts, () -> {
                rollingBackTo(savepoint).run();
                joined.count(Item.class);
            });
            assertThatExceptionOfType(StorageException.class).isThrownBy(() -> joined.saveAll(given));
        });
        assertThatThrownBy(this::commit).isInstanceOf(RuntimeException.class);

        assertNothingIsStored(parts);
    }

    @Test
    void saveAll_iteratorRollsBackToASavepointAndThrows_leavesNothing() {
        IllegalArgumentException own = new IllegalArgumentException("of the iterator");
        List<Part> parts = parts();
        begin();
        onConnection(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            // The second batch is written after the rollback.
            Iterable<Part> given = parts(parts, Map.of(SECOND_CALL, rollingBackTo(savepoint), LAST, () -> {
                throw own;
            }));
            assertThatThrownBy(() -> joined.saveAll(given)).isInstanceOf(RuntimeException.class);
        });
        assertThatThrownBy(this::commit).isInstanceOf(RuntimeException.class);

        assertNothingIsStored(parts);
    }

    @Test
    void saveAll_iteratorRollsBackTheConnection_isRefused() {
        List<Part> parts = parts();
        begin();
        joined.save(new Item("before", 1));
        Iterable<Part> given = parts(parts, () -> onConnection(Connection::rollback));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> joined.saveAll(given));
        assertThatThrownBy(this::commit).isInstanceOf(RuntimeException.class);

        assertNothingIsStored(parts);
        assertThat(storage.count(Item.class)).isZero();
    }

    @Test
    void saveAll_iteratorEndsTheTransactionAndBeginsAnother_isRefused() {
        List<Part> parts = parts();
        begin();
        Iterable<Part> given = parts(parts, () -> {
            rollBack();
            begin();
        });
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> joined.saveAll(given));
        joined.save(new Item("other", 1));
        commit();

        assertNothingIsStored(parts);
        assertThat(storage.ids(Item.class)).containsExactly("other");
    }

    @Test
    void saveAll_iteratorCommits_isRefusedAndNothingIsStored() {
        List<Part> parts = parts();
        begin();
        Iterable<Part> given = parts(parts, this::commit);
        assertThatThrownBy(() -> joined.saveAll(given)).isInstanceOf(RuntimeException.class);

        assertNothingIsStored(parts);
    }

    @Test
    void saveAll_iteratorSetsASavepointToWhichTheCallerRollsBack_storesAllOrNothing() {
        List<Part> parts = parts();
        begin();
        AtomicReference<Savepoint> savepoint = new AtomicReference<>();
        joined.saveAll(parts(parts, () -> onConnection(connection -> savepoint.set(connection.setSavepoint()))));
        boolean committed = false;
        try {
            onConnection(connection -> connection.rollback(savepoint.get()));
            commit();
            committed = true;
        } catch (RuntimeException e) {
            assertThat(e).as("SQLite has no such savepoint any more").isNotNull();
        }
        if (em.getTransaction().isActive()) {
            rollBack();
        }
        assertThat(storage.count(Part.class)).isEqualTo(committed ? MANY : 0);
    }

    @Test
    void saveAll_caughtFailureAfterASavepointOfTheIterator_leavesNothing() {
        List<Part> parts = parts();
        begin();
        joined.save(new Item("before", 1));
        assertThatThrownBy(() -> joined.saveAll(parts(parts, () -> {
                    onConnection(Connection::setSavepoint);
                    throw new IllegalArgumentException("of the iterator");
                })))
                .isInstanceOf(IllegalArgumentException.class);
        joined.save(new Item("after", 1));
        commit();

        assertNothingIsStored(parts);
        assertThat(storage.ids(Item.class)).containsExactly("after", "before");
    }
}
