package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.ConflictException;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A transaction that the caller ends on its connection, behind Hibernate. */
abstract class CallerEndsContract extends CallerRollbackContract {
    @Test
    void commit_ofTheConnectionAndRollback_keepsWhatWasCommitted() {
        Part kept = new Part("kept");
        Part undone = new Part("undone");
        begin();
        joined.save(kept);
        onConnection(Connection::commit);
        joined.save(undone);
        rollBack();

        assertThat(storage.ids(Part.class)).containsExactly("kept");
        assertThat(kept.version).as("the store was told of a rollback").isZero();
        assertThatThrownBy(() -> storage.save(kept)).isInstanceOf(ConflictException.class);
        storage.save(storage.load(Part.class, "kept"));
        storage.save(undone);
        assertThat(storage.load(Part.class, "kept").version).isEqualTo(2);
    }

    @Test
    void commit_ofTheConnectionAndCommit_storesAll() throws InterruptedException {
        CountDownLatch notices = new CountDownLatch(2);
        storage.changes().onChange(Part.class, notice -> notices.countDown());
        begin();
        joined.save(new Part("a"));
        onConnection(Connection::commit);
        joined.save(new Part("b"));
        commit();

        assertThat(notices.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(storage.ids(Part.class)).containsExactly("a", "b");
    }

    @Test
    void rollback_ofTheConnection_isNoticed() {
        Part undone = new Part("a");
        begin();
        joined.save(undone);
        onConnection(Connection::rollback);
        joined.save(new Part("b"));
        commit();

        assertThat(storage.ids(Part.class)).containsExactly("b");
        assertThat(undone.version).isZero();
    }

    @Test
    void rollback_thatFails_leavesTheThreadAbleToWrite() {
        begin();
        joined.save(new Part("lost"));
        onConnection(Connection::close);
        try {
            rollBack();
        } catch (RuntimeException e) {
            assertThatThrownBy(() -> joined.save(new Part("later"))).isInstanceOf(IllegalStateException.class);
        }
        storage.save(new Part("after"));
        try (EntityManager other = factory.createEntityManager()) {
            other.getTransaction().begin();
            storage.joining(other).save(new Part("joined"));
            other.getTransaction().commit();
        }
        assertThat(storage.ids(Part.class)).containsExactly("after", "joined");
    }
}
