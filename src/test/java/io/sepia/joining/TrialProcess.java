package io.sepia.joining;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.error.StorageException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * An application that writes entities and documents in transactions until it is done or killed. Every second
 * transaction is made to fail. A ledger records what is known of each transaction, and is on the disk before the
 * process continues.
 */
final class TrialProcess {
    static final int POINTS = 5;
    private static final long CUSTOMER = 1_000_000;

    /** How a transaction fails. */
    enum Failure {
        NONE,
        THROWN,
        UNIQUE_VIOLATION,
        VERSION_CONFLICT,
        KILLED
    }

    /** The fate of a transaction: a failure at one of the points, determined by seed and number only. */
    record Plan(Failure failure, int point, boolean goingOn) {
        static Plan of(long seed, int number, int killPercent) {
            SplittableRandom random = new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L);
            if (number % 2 == 0) {
                return new Plan(Failure.NONE, -1, false);
            }
            int point = random.nextInt(POINTS);
            boolean goingOn = random.nextBoolean();
            // Evenly spread, so that short runs contain some too.
            if (killPercent > 0 && number / 2 % (100 / killPercent) == 1) {
                return new Plan(Failure.KILLED, point, goingOn);
            }
            Failure[] others = {Failure.THROWN, Failure.UNIQUE_VIOLATION, Failure.VERSION_CONFLICT};
            return new Plan(others[random.nextInt(others.length)], point, goingOn);
        }
    }

    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final EntityManagerFactory factory;
    private final Storage storage;
    private final FileChannel ledger;

    private TrialProcess(EntityManagerFactory factory, Storage storage, FileChannel ledger) {
        this.factory = factory;
        this.storage = storage;
        this.ledger = ledger;
    }

    /** @param database the name of a database in the directory, or the URL of one on a server */
    static HibernatePersistenceConfiguration unit(String database, Path directory) {
        return switch (database) {
            case "h2" -> Units.h2(directory);
            case "sqlite" -> Units.sqlite(directory);
            case "embedded" -> Units.embedded(directory);
            default -> Units.server(database);
        };
    }

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[1]);
        long seed = Long.parseLong(args[2]);
        int from = Integer.parseInt(args[3]);
        int to = Integer.parseInt(args[4]);
        int killPercent = Integer.parseInt(args[5]);
        try (EntityManagerFactory factory = unit(args[0], directory).createEntityManagerFactory();
                Storage storage = Storage.of(factory);
                FileChannel ledger = FileChannel.open(
                        directory.resolve("ledger"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            TrialProcess process = new TrialProcess(factory, storage, ledger);
            if (from == 0) {
                Units.commit(factory, em -> em.persist(new Customer(CUSTOMER, "customer")));
                storage.save(new Invoice("shared", "old"));
            }
            for (int number = from; number < to; number++) {
                process.run(number, Plan.of(seed, number, killPercent));
            }
        }
    }

    private void note(String what, int number) throws IOException {
        ledger.write(ByteBuffer.wrap((what + " " + number + "\n").getBytes(StandardCharsets.US_ASCII)));
        ledger.force(true);
    }

    private void run(int number, Plan plan) throws IOException {
        note("begun", number);
        try {
            Units.commit(factory, em -> {
                StorageTransaction joined = storage.joining(em);
                at(0, plan, em, joined);
                em.persist(new Purchase(number, "code" + number, em.find(Customer.class, CUSTOMER)));
                at(1, plan, em, joined);
                joined.save(new Invoice(
                        "i" + number, "of " + number, new Item("a" + number, 1), new Item("b" + number, 2)));
                at(2, plan, em, joined);
                em.persist(new Customer(number, "name" + number));
                at(3, plan, em, joined);
                joined.save(new Item("c" + number, 3));
                at(4, plan, em, joined);
            });
        } catch (OnPurpose | PersistenceException | StorageException e) {
            if (plan.failure() == Failure.NONE || plan.failure() == Failure.KILLED) {
                throw e;
            }
            note("failed", number);
            return;
        }
        note("done", number);
    }

    private void at(int point, Plan plan, EntityManager em, StorageTransaction joined) {
        if (point != plan.point()) {
            return;
        }
        switch (plan.failure()) {
            case NONE -> {}
            case THROWN -> throw new OnPurpose();
            case UNIQUE_VIOLATION -> em.persist(new Customer(CUSTOMER + 1, "customer"));
            case VERSION_CONFLICT -> {
                Invoice stale = new Invoice("shared", "stale");
                stale.version = 99;
                joined.save(stale);
            }
            case KILLED -> kill(plan.goingOn());
        }
    }

    /** Kills this process, which ends here or soon after. */
    private static void kill(boolean goingOn) {
        try {
            String pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-9", pid).start();
            if (!goingOn) {
                Thread.sleep(60_000);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
