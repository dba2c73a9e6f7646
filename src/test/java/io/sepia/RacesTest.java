package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Interrupts threads and closes the store at random moments of their work. The long run of 1,000 rounds: {@code ./mvnw
 * test -Dtest=RacesTest -Dsepia.rounds=1000}.
 */
@Tag("alone")
class RacesTest {
    private static final int ROUNDS = Integer.getInteger("sepia.rounds", 15);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_124);
    private static final int THREADS = 5;
    private static final int INTERRUPTS = 20;
    private static final int READERS = 2;

    @TempDir
    Path directory;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Throwable> unexpected = new AtomicReference<>();
    private final AtomicInteger refusals = new AtomicInteger();

    static class Note {
        String id;
        String text = "x".repeat(200);

        Note() {}

        Note(String id) {
            this.id = id;
        }
    }

    private Storage open() {
        return StorageBuilder.of(directory.resolve("store.db"))
                .option("connection_pool_size", READERS)
                .option("synchronous", "NORMAL")
                .open();
    }

    @Test
    void interruptAndClose_atAnyMoment_leaveTheStoreUsableAndWhatWasAcknowledged() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Storage storage = open();
            try {
                Workers interrupted = new Workers(storage, round + "-a-");
                for (int i = 0; i < INTERRUPTS; i++) {
                    LockSupport.parkNanos(random.nextInt(2_000_000));
                    interrupted.interruptOne(random.nextInt(THREADS));
                }
                interrupted.end();
                assertUsable(storage, round);
                Workers closed = new Workers(storage, round + "-b-");
                LockSupport.parkNanos(random.nextInt(20_000_000));
                if (random.nextBoolean()) {
                    closed.interruptOne(random.nextInt(THREADS));
                }
                if (random.nextInt(4) == 0) {
                    Thread.currentThread().interrupt();
                }
                storage.close();
                Thread.interrupted();
                closed.end();
            } finally {
                Thread.interrupted();
                storage.close();
            }
            assertThat(unexpected.get()).as("round " + round).isNull();
            if (round % 10 == ROUNDS % 10 || round == ROUNDS - 1) {
                checkFile(round);
            }
        }
        System.out.printf(
                "%d rounds, %d saves acknowledged, %d calls refused%n", ROUNDS, acknowledged.size(), refusals.get());
    }

    /** Checks that each connection works: the writing one, and all reading ones at the same time. */
    private void assertUsable(Storage storage, int round) throws Exception {
        storage.save(new Note("usable" + round));
        acknowledged.add("usable" + round);
        CountDownLatch open = new CountDownLatch(READERS);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(new Thread(() ->
                    check(() -> storage.transactions().readOnly().use(tx -> {
                        open.countDown();
                        try {
                            assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        assertThat(tx.exists(Note.class, "usable" + round)).isTrue();
                    }))));
        }
        readers.forEach(Thread::start);
        for (Thread each : readers) {
            each.join(30_000);
            assertThat(each.isAlive()).isFalse();
        }
    }

    private void check(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            unexpected.compareAndSet(null, e);
        }
    }

    private void checkFile(int round) throws Exception {
        try (Storage storage = open()) {
            Set<String> stored = new HashSet<>(storage.ids(Note.class));
            assertThat(stored).as("round " + round).containsAll(acknowledged);
            // Nothing that was rolled back is stored.
            assertThat(stored).noneMatch(id -> id.contains("never"));
            assertThat(storage.query(Note.class).count()).isEqualTo(stored.size());
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(rows.getString(1)).isEqualTo("ok");
        }
    }

    /** Threads that use all operations of a store until they are told to end. */
    private final class Workers {
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean over;

        Workers(Storage storage, String prefix) {
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                threads.add(new Thread(() -> run(storage, number, prefix + number + "-")));
            }
            threads.forEach(Thread::start);
        }

        void interruptOne(int number) {
            threads.get(number).interrupt();
        }

        private void run(Storage storage, int number, String prefix) {
            for (int i = 0; !over; i++) {
                try {
                    work(storage, number, prefix + i);
                } catch (StorageClosedException e) {
                    return;
                } catch (StorageException e) {
                    refusals.incrementAndGet();
                } catch (Throwable e) {
                    unexpected.compareAndSet(null, e);
                    return;
                }
                // As an application does that cancels one task and continues with another one.
                if (i % 3 == 0) {
                    Thread.interrupted();
                }
            }
        }

        private void work(Storage storage, int number, String id) {
            switch (number) {
                case 0, 1 -> {
                    storage.save(new Note(id));
                    acknowledged.add(id);
                }
                case 2 -> {
                    storage.useTransaction(tx -> {
                        tx.save(new Note(id));
                        tx.query(Note.class).where("text contains 'y'").count();
                        tx.save(new Note(id + "+"));
                    });
                    acknowledged.add(id);
                    acknowledged.add(id + "+");
                }
                case 3 -> {
                    storage.fresh().find(Note.class, "usable0");
                    storage.query(Note.class).where("text contains 'y'").count();
                    try (Stream<Note> some = storage.stream(Note.class)) {
                        some.limit(3).forEach(each -> {});
                    }
                }
                default -> rollBack(storage, id);
            }
        }

        private void rollBack(Storage storage, String id) {
            try {
                storage.useTransaction(tx -> {
                    tx.save(new Note(id + "never"));
                    throw new OnPurpose();
                });
            } catch (OnPurpose e) {
                storage.find(Note.class, id + "never").ifPresent(found -> unexpected.compareAndSet(null, e));
            }
        }

        void end() throws InterruptedException {
            over = true;
            for (Thread each : threads) {
                each.join(30_000);
                assertThat(each.isAlive()).as("a thread that does not end").isFalse();
            }
        }
    }

    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
