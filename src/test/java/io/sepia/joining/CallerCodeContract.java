package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.error.StorageException;
import io.sepia.model.Stored;
import jakarta.persistence.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Setters and functions of the application that throw, roll back, commit or write while an operation calls them. */
abstract class CallerCodeContract extends CallerEndsContract {
    private static final AtomicReference<Runnable> IN_SETTER = new AtomicReference<>(() -> {});

    /** A class whose version is set by a method. */
    @Stored("code_task")
    static final class Task {
        public String id;

        @JsonIgnore
        private long number;

        Task() {}

        Task(String id) {
            this.id = id;
        }

        @Version
        @JsonProperty
        public long getVersion() {
            return number;
        }

        @JsonProperty
        public void setVersion(long version) {
            number = version;
            IN_SETTER.getAndSet(() -> {}).run();
        }
    }

    @AfterEach
    void forgetSetter() {
        IN_SETTER.set(() -> {});
    }

    private void nextSetter(Runnable work) {
        IN_SETTER.set(work);
    }

    private static void fail() {
        throw new IllegalArgumentException("of the setter");
    }

    private Savepoint savepoint() {
        return em.unwrap(Session.class).doReturningWork(Connection::setSavepoint);
    }

    private void rollBackTo(Savepoint savepoint) {
        em.unwrap(Session.class).doWork(connection -> connection.rollback(savepoint));
    }

    private static void rollBack(Connection connection) throws SQLException {
        connection.rollback();
    }

    /** Asserts that the transaction was doomed, and that an object is as before it. */
    private void assertDoomed(Task undone) {
        assertThatThrownBy(() -> joined.count(Task.class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(this::commit).isInstanceOf(RuntimeException.class);
        assertThat(undone.number).isZero();
        assertThat(storage.exists(Task.class, undone.id)).isFalse();
    }

    @Test
    void update_functionRollsBackToASavepoint_isRefusedAndDoomsTheTransaction() {
        storage.save(new Task("stored"));
        Task undone = new Task("undone");
        begin();
        Savepoint savepoint = savepoint();
        joined.save(undone);
        assertThatThrownBy(() -> joined.update(Task.class, "stored", task -> {
                    rollBackTo(savepoint);
                    return task;
                }))
                .isInstanceOf(StorageException.class);
        assertDoomed(undone);
    }

    @Test
    void update_functionRollsBackTheConnection_isRefusedAndDoomsTheTransaction() {
        storage.save(new Task("stored"));
        Task undone = new Task("undone");
        begin();
        joined.save(undone);
        assertThatThrownBy(() -> joined.update(Task.class, "stored", task -> {
                    em.unwrap(Session.class).doWork(CallerCodeContract::rollBack);
                    return task;
                }))
                .isInstanceOf(StorageException.class);
        assertDoomed(undone);
    }

    @Test
    void saveAll_setterThatThrows_takesItsVersionBack() {
        List<Task> tasks = new ArrayList<>(List.of(new Task("a"), new Task("b")));
        begin();
        nextSetter(CallerCodeContract::fail);
        assertThatThrownBy(() -> joined.saveAll(tasks)).hasMessageContaining("of the setter");
        commit();

        assertThat(tasks).allSatisfy(each -> assertThat(each.number).isZero());
        assertThat(storage.count(Task.class)).isZero();
    }

    @Test
    void save_setterThatThrows_leavesNothing() {
        Task task = new Task("a");
        begin();
        nextSetter(CallerCodeContract::fail);
        assertThatThrownBy(() -> joined.save(task)).hasMessageContaining("of the setter");
        commit();

        assertThat(task.number).isZero();
        assertThat(storage.count(Task.class)).isZero();
    }

    @Test
    void save_setterRefusesTheVersionOfAClassWithDeletions_leavesNothing() {
        storage.save(new Task("a"));
        storage.delete(Task.class, "a");
        Task task = new Task("b");
        begin();
        // The version is set once before the write, and again when the write has told it.
        nextSetter(() -> nextSetter(CallerCodeContract::fail));
        assertThatThrownBy(() -> joined.save(task)).hasMessageContaining("of the setter");
        commit();

        assertThat(task.number).isZero();
        assertThat(storage.count(Task.class)).isZero();
    }

    @Test
    void save_setterRollsBackToASavepoint_isStoredAfterIt() {
        Task task = new Task("a");
        begin();
        joined.save(new Item("before", 1));
        Savepoint savepoint = savepoint();
        nextSetter(() -> rollBackTo(savepoint));
        joined.save(task);
        commit();

        assertThat(storage.load(Task.class, "a").number).isEqualTo(task.number).isEqualTo(1);
    }

    @Test
    void save_setterSetsASavepointToWhichTheCallerRollsBack_isTakenBack() {
        Task task = new Task("a");
        AtomicReference<Savepoint> savepoint = new AtomicReference<>();
        begin();
        joined.save(new Item("before", 1));
        nextSetter(() -> savepoint.set(savepoint()));
        joined.save(task);
        rollBackTo(savepoint.get());
        commit();

        assertThat(task.number).isZero();
        assertThat(storage.count(Task.class)).isZero();
        assertThat(storage.count(Item.class)).isEqualTo(1);
    }

    @Test
    void save_setterCommits_isRefusedAndNothingIsStored() {
        Task task = new Task("a");
        begin();
        joined.save(new Item("before", 1));
        nextSetter(() -> assertThatThrownBy(this::commit)
                .hasRootCauseMessage(
                        "The commit was refused, because an operation of the store is running. Commit after it."));
        assertThatThrownBy(() -> joined.save(task)).isInstanceOf(RuntimeException.class);

        assertThat(task.number).isZero();
        assertThat(storage.count(Task.class)).isZero();
        assertThat(storage.count(Item.class)).isZero();
    }

    @Test
    void takenBack_setterThatWrites_isRefused() {
        Task task = new Task("a");
        Task other = new Task("b");
        begin();
        joined.save(new Item("before", 1));
        Savepoint savepoint = savepoint();
        joined.save(task);
        rollBackTo(savepoint);
        nextSetter(() -> assertThatThrownBy(() -> joined.save(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("being undone"));
        joined.count(Item.class);
        commit();

        assertThat(List.of(task.number, other.number)).containsOnly(0L);
        assertThat(storage.count(Task.class)).isZero();
    }
}
