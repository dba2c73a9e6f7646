package io.sepia.internal.backend.hibernate;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.use;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.ObjectExistsException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.jpa.SqliteFailureTest;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.report.StorageStats.WriteStats;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Works that meet share a commit, and nothing else. */
@Tag("alone")
class GroupCommitTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    /** A work that runs on a thread of its own. */
    private record Running(Thread thread, FutureTask<Boolean> result) {
        boolean get() throws Exception {
            return result.get(60, TimeUnit.SECONDS);
        }

        Throwable error() throws Exception {
            try {
                return new AssertionError("It returned " + get());
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }

    private static Running start(SqliteStorage store, Function<BackendTransaction, Boolean> work) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> store.<Boolean>write(work));
        Thread thread = new Thread(task);
        thread.start();
        // In line for the turn, or in the queue.
        while (!task.isDone() && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        return new Running(thread, task);
    }

    private static Function<BackendTransaction, Boolean> saving(String id, String content) {
        return transaction -> {
            transaction.save(List.of(write(note(id), content)));
            return true;
        };
    }

    private static Function<BackendTransaction, Boolean> refused(String id, WriteCondition condition) {
        return transaction -> {
            transaction.save(List.of(write(note(id + "-first"), "{}")));
            transaction.save(List.of(write(note("n1"), "{\"refused\":1}", null, condition)));
            return true;
        };
    }

    /** Begins a whole transaction, behind which works queue up. */
    private static BackendTransaction holdTurn(SqliteStorage store) throws Exception {
        FutureTask<BackendTransaction> task = new FutureTask<>(() -> store.begin(Access.READ_WRITE));
        new Thread(task).start();
        return task.get();
    }

    private static WriteStats writes(SqliteStorage store) {
        return store.stats().writes();
    }

    @Test
    void write_meetingOthers_sharesOneCommitInOrderOfArrival() throws Exception {
        try (SqliteStorage store = open(file())) {
            List<Running> works = new ArrayList<>();
            try (BackendTransaction before = holdTurn(store)) {
                for (int i = 0; i < 6; i++) {
                    works.add(start(store, saving("same", Integer.toString(i))));
                }
                assertThat(load(store, note("same"))).isEmpty();
                before.commit();
            }
            for (Running each : works) {
                assertThat(each.get()).isTrue();
            }
            assertThat(load(store, note("same")).orElseThrow().content()).isEqualTo("5");
            assertThat(load(store, note("same")).orElseThrow().version()).isEqualTo(6);
            assertThat(writes(store).groups()).isEqualTo(Map.of(1, 1L, 8, 1L));
            assertThat(writes(store).works()).isEqualTo(7);
            assertThat(writes(store).largestGroup()).isEqualTo(6);
            assertThat(writes(store).waits()).isEqualTo(6);
            assertThat(writes(store).longestWait()).isPositive();
        }
    }

    @Test
    void write_alone_hasItsOwnCommit() {
        try (SqliteStorage store = open(file())) {
            for (int i = 0; i < 5; i++) {
                store.write(saving("n" + i, "{}"));
            }
            assertThat(writes(store).commits()).isEqualTo(5);
            assertThat(writes(store).largestGroup()).isEqualTo(1);
            assertThat(writes(store).waits()).isZero();
        }
    }

    @Test
    void write_refusedInAGroup_leavesItsNeighboursAlone() throws Exception {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
            for (boolean leaderFails : new boolean[] {true, false}) {
                long before = writes(store).commits();
                Running good;
                Running last;
                Running exists;
                Running stale;
                Running leading;
                try (BackendTransaction first = holdTurn(store)) {
                    Running leader = leaderFails ? null : start(store, saving("leader", "{}"));
                    exists = start(store, refused("exists", WriteCondition.ABSENT));
                    good = start(store, saving("good" + leaderFails, "{}"));
                    stale = start(store, refused("stale", WriteCondition.version(7)));
                    last = start(store, saving("last" + leaderFails, "{}"));
                    leading = leader;
                    first.commit();
                }
                assertThat(leading == null || leading.get()).isTrue();
                assertThat(good.get() && last.get()).isTrue();
                assertThat(exists.error()).isExactlyInstanceOf(ObjectExistsException.class);
                assertThat(stale.error()).isExactlyInstanceOf(StaleVersionException.class);
                assertThat(writes(store).commits()).isEqualTo(before + 2);
            }
            List<String> ids = read(store, transaction -> transaction.ids("note"));
            assertThat(ids).containsExactly("goodfalse", "goodtrue", "lastfalse", "lasttrue", "leader", "n1");
            assertThat(load(store, note("n1")).orElseThrow().content()).isEqualTo("{}");
        }
    }

    @Test
    void write_failingInAGroup_throwsWithTheStackOfItsOwnThread() throws Exception {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
            Running failing;
            try (BackendTransaction first = holdTurn(store)) {
                start(store, saving("leader", "{}"));
                failing = start(store, refused("x", WriteCondition.ABSENT));
                first.commit();
            }
            assertThat(failing.error().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("run")
                            && frame.getClassName().equals(Thread.class.getName()))
                    .noneMatch(frame -> frame.getClassName().endsWith("Lead"));
        }
    }

    @Test
    void write_fullDiskInAGroup_failsAloneAndItsNeighboursAreStored() throws Exception {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
            use(store, transaction -> {});
            SqliteFailureTest.limit(store);
            Running before;
            Running large;
            Running after;
            try (BackendTransaction first = holdTurn(store)) {
                before = start(store, saving("before", "{}"));
                large = start(store, saving("large", "\"" + "x".repeat(1_000_000) + "\""));
                after = start(store, saving("after", "{}"));
                first.commit();
            }
            assertThat(before.get() && after.get()).isTrue();
            assertThat(large.error())
                    .isExactlyInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("full");
            List<String> ids = read(store, transaction -> transaction.ids("note"));
            assertThat(ids).containsExactly("after", "before", "n1");
        }
    }

    @Test
    void write_commitOfTheGroupFails_tellsEachMember() throws Exception {
        Map<String, ?> options = Map.of("database_path", file(), "journal_mode", "delete", "busy_timeout", 1_000);
        try (SqliteStorage store = SqliteStorage.open(options);
                var foreign = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = foreign.createStatement()) {
            save(store, write(note("n1"), "{}"), write(note("n2"), "{}"));
            List<Running> works = new ArrayList<>();
            BackendTransaction first = holdTurn(store);
            for (int i = 0; i < 3; i++) {
                works.add(start(store, saving("new" + i, "{}")));
            }
            // A reader of another program, which a commit without WAL has to wait for.
            try (var rows = statement.executeQuery("SELECT object_id FROM objects")) {
                assertThat(rows.next()).isTrue();
                first.close();
                for (Running each : works) {
                    assertThat(each.error()).isExactlyInstanceOf(StorageBusyException.class);
                }
            }
            assertThat(works.get(0).error()).isNotSameAs(works.get(1).error());
            List<String> ids = read(store, transaction -> transaction.ids("note"));
            assertThat(ids).containsExactly("n1", "n2");
            store.write(saving("later", "{}"));
            assertThat(load(store, note("later"))).isPresent();
        }
    }

    @Test
    void write_turnDoesNotComeInTime_isRefusedAsRetryableAndNotRun() throws Exception {
        try (SqliteStorage store = SqliteStorage.open(Map.of("database_path", file(), "busy_timeout", 200))) {
            AtomicBoolean ran = new AtomicBoolean();
            try (BackendTransaction first = holdTurn(store)) {
                List<Running> works = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    works.add(start(store, transaction -> {
                        ran.set(true);
                        return true;
                    }));
                }
                for (Running each : works) {
                    assertThat(each.error())
                            .isExactlyInstanceOf(StorageBusyException.class)
                            .hasMessageContaining("busy_timeout");
                }
                first.commit();
            }
            assertThat(ran).isFalse();
            assertThat(store.<Boolean>write(saving("later", "{}"))).isTrue();
        }
    }

    @Test
    void write_interruptedInTheQueueOrInLine_leavesItAndTheOthersGoOn() throws Exception {
        try (SqliteStorage store = open(file())) {
            Running leader;
            Running follower;
            Running other;
            try (BackendTransaction first = holdTurn(store)) {
                leader = start(store, saving("leader", "{}"));
                follower = start(store, saving("follower", "{}"));
                other = start(store, saving("other", "{}"));
                follower.thread().interrupt();
                assertThat(follower.error())
                        .isExactlyInstanceOf(StorageFailureException.class)
                        .hasMessageContaining("interrupted");
                leader.thread().interrupt();
                assertThat(leader.error())
                        .isExactlyInstanceOf(StorageFailureException.class)
                        .hasMessageContaining("interrupted");
                first.commit();
            }
            assertThat(other.get()).isTrue();
            List<String> ids = read(store, transaction -> transaction.ids("note"));
            assertThat(ids).containsExactly("other");
        }
    }

    @Test
    void begin_amongManyShortWorks_getsItsTurn() throws Exception {
        try (SqliteStorage store =
                SqliteStorage.open(Map.of("database_path", file(), "synchronous", "normal", "busy_timeout", 60_000))) {
            AtomicBoolean over = new AtomicBoolean();
            CountDownLatch running = new CountDownLatch(4);
            var executor = Executors.newFixedThreadPool(4);
            try {
                List<Future<Long>> writers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String id = "n" + i;
                    Callable<Long> writer = () -> {
                        long count = 0;
                        while (!over.get()) {
                            store.write(saving(id, "{}"));
                            running.countDown();
                            count++;
                        }
                        return count;
                    };
                    writers.add(executor.submit(writer));
                }
                assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
                long before = writes(store).commits();
                for (int i = 0; i < 50; i++) {
                    use(store, transaction -> transaction.save(List.of(write(note("whole"), "{}"))));
                }
                long between = writes(store).commits() - before - 50;
                over.set(true);
                long sum = 0;
                for (Future<Long> each : writers) {
                    sum += each.get(60, TimeUnit.SECONDS);
                }
                assertThat(writes(store).works()).isEqualTo(sum + 50);
                // Two groups may stand before it; the rest is for threads that the machine lets wait.
                assertThat(between).isLessThan(50 * 20);
            } finally {
                over.set(true);
                executor.shutdown();
            }
        }
    }

    @Test
    void write_besideTransactionOfItsOwnThread_isRefusedAtOnce() {
        try (SqliteStorage store = open(file());
                BackendTransaction first = store.begin(Access.READ_WRITE)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> store.write(saving("x", "{}")))
                    .withMessageContaining("wait for itself");
            first.commit();
        }
    }
}
