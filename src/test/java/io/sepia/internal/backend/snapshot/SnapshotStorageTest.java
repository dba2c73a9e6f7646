package io.sepia.internal.backend.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a store whose backend has resources. */
class SnapshotStorageTest {
    private final CountDownLatch committing = new CountDownLatch(1);
    private final CountDownLatch mayCommit = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<String> steps = new ConcurrentLinkedQueue<>();
    private RuntimeException failure = new StorageFailureException("on purpose");

    /** A store that records its steps, and whose commits wait. */
    private final class Recording extends SnapshotStorage {
        private volatile Snapshot committed = Snapshot.EMPTY;

        Recording() {
            super("recording", 50, 0);
        }

        @Override
        protected Snapshot committed() {
            return committed;
        }

        @Override
        protected void commit(Commit commit) {
            committing.countDown();
            try {
                assertThat(mayCommit.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            steps.add("commit");
            committed = commit.after();
        }

        @Override
        protected void acquire(long deadline) {
            steps.add("acquire");
        }

        @Override
        protected void giveBack() {
            steps.add("give back");
            throw failure;
        }

        @Override
        protected void release() {
            steps.add("release");
        }
    }

    private static BackendTransaction saving(SnapshotStorage store) {
        BackendTransaction transaction = store.begin(Access.READ_WRITE);
        transaction.save(List.of(new DocumentWrite(
                new ObjectKey("note", "a"), ObjectType.SERIALIZABLE, "{}", null, WriteCondition.NONE)));
        return transaction;
    }

    @Test
    void close_whileACommitRuns_releasesNothingBeforeItIsDone() throws Exception {
        Recording store = new Recording();
        CompletableFuture<Void> saving =
                CompletableFuture.runAsync(() -> saving(store).commit());
        committing.await();
        store.close();

        assertThat(steps).containsExactly("acquire");
        mayCommit.countDown();
        assertThat(saving).succeedsWithin(30, TimeUnit.SECONDS);
        assertThat(steps).containsExactly("acquire", "commit", "give back", "release");
    }

    @Test
    void close_transactionThatNeverEnds_givesItsLockBack() throws Exception {
        Recording store = new Recording();
        BackendTransaction endless =
                CompletableFuture.supplyAsync(() -> saving(store)).get();
        store.close();

        assertThat(steps).containsExactly("acquire", "give back", "release");
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(endless::commit);
        endless.close();
        assertThat(steps).containsExactly("acquire", "give back", "release");
    }

    @Test
    void commit_lockCannotBeGivenBack_doesNotFail() {
        Recording store = new Recording();
        mayCommit.countDown();
        saving(store).commit();

        assertThat(steps).containsExactly("acquire", "commit", "give back");
        assertThat(store.committed().contains(new ObjectKey("note", "a"))).isTrue();
    }

    @Test
    void commit_writeLockCannotBeGivenBack_succeedsAndLetsOthersWrite() {
        failure = new IllegalStateException("on purpose");
        mayCommit.countDown();
        Recording store = new Recording();
        saving(store).commit();
        saving(store).commit();
        store.close();
        assertThat(steps)
                .containsExactly("acquire", "commit", "give back", "acquire", "commit", "give back", "release");
    }
}
