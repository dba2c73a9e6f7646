package io.sepia.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.Change;
import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExternalChangesTest {
    private static final ObjectKey KEY = new ObjectKey("note", "n1");
    private static final ObjectKey OTHER = new ObjectKey("note", "n2");

    private final StorageBackend memory = InMemoryStorage.open(Map.of());
    private final LocalChanges local = new LocalChanges();
    private final List<Change> found = new ArrayList<>();
    private final ExternalChanges changes = new ExternalChanges(memory, local, found::add, own -> {}, () -> {});
    private final AtomicBoolean failing = new AtomicBoolean();
    private Throwable failure = new IllegalStateException("on purpose");
    private @Nullable ExternalCommits commits;

    @BeforeEach
    void keepChanges() {
        memory.keepChanges(true);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    /** Returns {@code backend}, except that reads fail on request, with an exception that is not one of the store's. */
    private StorageBackend failing(StorageBackend backend) {
        return (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, given) -> {
                    if (failing.get() && method.getName().equals("read")) {
                        throw failure;
                    }
                    if (commits != null && method.getName().equals("capability")) {
                        return Optional.of(commits).filter(((Class<?>) given[0])::isInstance);
                    }
                    try {
                        return method.invoke(backend, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void poll_afterAFailedPoll_findsTheMissedChanges() {
        poll_afterAFailedPoll_findsTheMissedChanges(() -> {});
    }

    private void poll_afterAFailedPoll_findsTheMissedChanges(Runnable committed) {
        ExternalChanges changes = new ExternalChanges(failing(memory), local, found::add, own -> {}, () -> {});
        changes.begin(() -> {});
        save(memory, KEY);
        committed.run();
        failing.set(true);
        changes.poll();
        assertThat(found).isEmpty();
        failing.set(false);
        changes.poll();
        assertThat(found).extracting(Change::key).containsExactly(KEY);
    }

    @Test
    void poll_afterAPollThatEndedAtAnError_findsTheMissedChanges() {
        failure = new StackOverflowError("on purpose");
        poll_afterAFailedPoll_findsTheMissedChanges();
    }

    @Test
    void poll_afterAFailedPoll_doesNotWaitForTheNextExternalCommit() {
        AtomicLong count = new AtomicLong();
        commits = () -> new ExternalCommits.Sighting(count.get(), 0);
        poll_afterAFailedPoll_findsTheMissedChanges(count::incrementAndGet);
    }

    @Test
    void withdraw_changeThatWasCommitted_isFoundOnce() {
        changes.begin(() -> {});
        Change committed = change(KEY);
        Change lost = change(OTHER);
        local.expect(committed);
        local.expect(lost);
        save(memory, KEY);
        changes.poll();
        assertThat(found).isEmpty();

        assertThat(local.withdraw(List.of(committed, lost))).isTrue();
        changes.poll();
        changes.poll();
        assertThat(found).extracting(Change::key).containsExactly(KEY);
        assertThat(local.size()).isZero();
    }

    @Test
    void withdraw_anotherStoreCommitsTheVersionAfterTheLogWasRead_isFoundOnce() {
        AtomicBoolean due = new AtomicBoolean();
        ExternalChanges changes = new ExternalChanges(
                afterReads(memory, () -> {
                    if (due.getAndSet(false)) {
                        save(memory, KEY);
                    }
                }),
                local,
                found::add,
                known -> {},
                () -> {});
        changes.begin(() -> {});
        Change lost = change(KEY);
        local.expect(lost);
        assertThat(local.withdraw(List.of(lost))).isFalse();
        changes.readSoon();
        due.set(true);

        changes.poll();
        changes.poll();
        changes.poll();

        assertThat(found).extracting(Change::key).containsExactly(KEY);
    }

    private static StorageBackend afterReads(StorageBackend backend, Runnable work) {
        return (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, given) -> {
                    try {
                        Object result = method.invoke(backend, given);
                        if (method.getName().equals("read")) {
                            work.run();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void withdraw_changeWhoseVersionALaterLocalOneWasGiven_isNotFound() {
        changes.begin(() -> {});
        Change other = change(OTHER);
        Change lost = change(KEY);
        Change committed = change(KEY);
        local.expect(other);
        local.expect(lost);
        local.withdraw(List.of(other));
        local.withdraw(List.of(lost));
        local.expect(committed);
        save(memory, KEY);
        local.settle(List.of(committed));
        changes.poll();
        changes.poll();
        changes.poll();
        assertThat(found).isEmpty();
        assertThat(local.size()).isZero();
    }

    @Test
    void withdraw_longAfterALaterLocalChangeWasGivenTheVersion_findsNothing() {
        changes.begin(() -> {});
        Change lost = change(KEY);
        Change committed = change(KEY);
        local.expect(lost);
        local.expect(committed);
        save(memory, KEY);
        local.settle(List.of(committed));
        changes.poll();
        changes.poll();

        assertThat(local.withdraw(List.of(lost))).isFalse();
        changes.poll();
        changes.poll();
        assertThat(local.size()).isZero();
        assertThat(found).isEmpty();
    }

    @Test
    void withdraw_laterExternalChangeWasFound_findsNoEarlierOne() {
        changes.begin(() -> {});
        Change lost = change(KEY);
        local.expect(lost);
        save(memory, KEY);
        changes.poll();
        save(memory, KEY);
        changes.poll();
        assertThat(found).extracting(Change::version).containsExactly(2L);

        assertThat(local.withdraw(List.of(lost))).isFalse();
        changes.poll();
        assertThat(found).extracting(Change::version).containsExactly(2L);
    }

    @Test
    void withdraw_laterLocalChangeWasTold_findsNoEarlierOne() {
        changes.begin(() -> {});
        Change lost = change(KEY);
        local.expect(lost);
        save(memory, KEY);
        changes.poll();
        Change later = Change.saved(KEY, 2, Instant.EPOCH, Instant.EPOCH);
        local.expect(later);
        save(memory, KEY);
        local.settle(List.of(later));
        changes.poll();
        changes.poll();

        assertThat(local.withdraw(List.of(lost))).isFalse();
        changes.poll();
        assertThat(found).isEmpty();
    }

    @Test
    void withdraw_afterAllEnded_leavesNothingHeldForTheNextListener() {
        changes.begin(() -> {});
        Change lost = change(KEY);
        local.expect(lost);
        save(memory, KEY);
        changes.poll();

        changes.begin(() -> {});
        local.withdraw(List.of(lost));
        changes.poll();
        assertThat(found).isEmpty();
    }

    private static Change change(ObjectKey key) {
        return Change.saved(key, 1, Instant.EPOCH, Instant.EPOCH);
    }

    private static void save(StorageBackend backend, ObjectKey key) {
        try (BackendTransaction transaction = backend.begin(Access.READ_WRITE)) {
            transaction.save(List.of(new DocumentWrite(key, ObjectType.SERIALIZABLE, "{}", null, WriteCondition.NONE)));
            transaction.commit();
        }
    }

    @Test
    void withdrew_externalChangeWithTheSameVersionWasRead_isNotified() throws Exception {
        BlockingQueue<ChangeNotice> notices = new LinkedBlockingQueue<>();
        try (ChangeNotices told = new ChangeNotices(memory)) {
            Subscription subscription = told.subscribe(null, notices::add);
            WriteRecord record = new WriteRecord();
            told.wrote(record, change(KEY));
            save(memory, KEY);
            assertThat(notices.poll(200, TimeUnit.MILLISECONDS)).isNull();

            told.ended(record, Outcome.ROLLED_BACK);
            ChangeNotice notice = notices.poll(10, TimeUnit.SECONDS);
            assertThat(notice).isNotNull();
            assertThat(notice.key()).isEqualTo(KEY);
            assertThat(notice.foreign()).isTrue();
            subscription.close();
        }
    }
}
