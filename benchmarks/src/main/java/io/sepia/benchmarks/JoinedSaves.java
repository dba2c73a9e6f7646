package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.Session;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * Saves of documents in an application's own transaction, against hand-written JDBC through the same EntityManager,
 * with the statements of {@link HandWrittenJdbc}. Each transaction persists an entity, flushes, writes documents, and
 * commits. The contenders alternate, in an order that changes with each round. Prints the median of the ratios of the
 * rounds.
 *
 * <p>Arguments: rounds (default 15), transactions per round (default 400), database (default all).
 */
final class JoinedSaves {
    /** H2 has no {@code ON CONFLICT}: its baseline updates, and inserts if the update found no row. */
    private static final String INSERT = "INSERT INTO objects (content, updated_at, class_name, object_id, object_type,"
            + " version, created_at) VALUES (?, ?, ?, ?, ?, 1, ?)";

    private static final String UPDATE = "UPDATE objects SET content = ?, updated_at = ?, version = version + 1"
            + " WHERE class_name = ? AND object_id = ?";

    private static final HandWrittenJdbc.Kind<Page> PAGE =
            HandWrittenJdbc.Kind.of(Page.class, "serializable", page -> page.id);

    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The application's document. */
    @Stored
    static class Page {
        @ObjectId
        public String id;

        public String title = "Analytical engine";
        public String body = "It weaves algebraical patterns just as the loom weaves flowers and leaves. ".repeat(4);
        public int visits = 42;
    }

    /** The application's entity. */
    @Entity(name = "visit")
    static class Visit {
        @Id
        long id;
    }

    /** Writes documents within the transaction of the EntityManager. */
    private interface Writer {
        void write(EntityManager em, List<Page> pages);
    }

    private final EntityManagerFactory factory;
    private final Storage storage;
    private final boolean upsert;
    private long next;

    private JoinedSaves(EntityManagerFactory factory, Storage storage, boolean upsert) {
        this.factory = factory;
        this.storage = storage;
        this.upsert = upsert;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        int transactions = args.length > 1 ? Integer.parseInt(args[1]) : 400;
        String only = args.length > 2 ? args[2] : "";
        HIBERNATE.setLevel(Level.WARNING);
        Path directory = Files.createTempDirectory("sepia-joined");
        Map<String, HibernatePersistenceConfiguration> units = new LinkedHashMap<>();
        units.put(
                "sqlite",
                new HibernatePersistenceConfiguration("sqlite")
                        .jdbcUrl("jdbc:sqlite:" + directory.resolve("s.db")
                                + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=5000&foreign_keys=on")
                        .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect"));
        units.put(
                "embedded",
                new HibernatePersistenceConfiguration("embedded")
                        .property("sepia.database_path", directory.resolve("e.db"))
                        .property("sepia.synchronous", "NORMAL"));
        units.put("h2", new HibernatePersistenceConfiguration("h2").jdbcUrl("jdbc:h2:file:" + directory.resolve("h")));
        units.forEach((name, unit) -> {
            if (only.isEmpty() || only.equals(name)) {
                measure(name, unit, !name.equals("h2"), rounds, transactions);
            }
        });
    }

    private static void measure(
            String name,
            HibernatePersistenceConfiguration configuration,
            boolean upsert,
            int rounds,
            int transactions) {
        configuration.managedClass(Visit.class).property("hibernate.hbm2ddl.auto", "update");
        try (EntityManagerFactory factory = configuration.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            JoinedSaves saves = new JoinedSaves(factory, storage, upsert);
            for (int documents : new int[] {1, 10}) {
                saves.compare(name, documents, rounds, transactions);
            }
        }
    }

    private void compare(String name, int documents, int rounds, int transactions) {
        List<Writer> writers = List.of(this::byHand, this::joined);
        List<Double> ratios = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        List<Double> micros = new ArrayList<>();
        for (int round = -rounds / 2; round < rounds; round++) {
            double[] times = new double[writers.size()];
            double[] processorTimes = new double[writers.size()];
            for (int i = 0; i < times.length; i++) {
                int which = Math.floorMod(round + i, times.length);
                long before = THREADS.getCurrentThreadCpuTime();
                times[which] = run(writers.get(which), documents, transactions);
                processorTimes[which] = THREADS.getCurrentThreadCpuTime() - before;
            }
            if (round >= 0) {
                ratios.add(times[1] / times[0]);
                processor.add(processorTimes[1] / processorTimes[0]);
                micros.add(times[1]);
            }
        }
        Collections.sort(ratios);
        Collections.sort(processor);
        Collections.sort(micros);
        System.out.printf(
                "%s, %d document(s) a transaction: joined / hand-written = %.2f (%.2f to %.2f), %.0f microseconds;"
                        + " processor time of the thread %.2f%n",
                name,
                documents,
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1),
                micros.get(micros.size() / 2),
                processor.get(processor.size() / 2));
    }

    /** Returns microseconds per transaction. */
    private double run(Writer writer, int documents, int transactions) {
        List<List<Page>> pages = new ArrayList<>();
        for (int t = 0; t < transactions; t++) {
            List<Page> some = new ArrayList<>();
            for (int d = 0; d < documents; d++) {
                Page page = new Page();
                page.id = "p" + next++;
                some.add(page);
            }
            pages.add(some);
        }
        long start = System.nanoTime();
        for (List<Page> some : pages) {
            try (EntityManager em = factory.createEntityManager()) {
                em.getTransaction().begin();
                Visit visit = new Visit();
                visit.id = next++;
                em.persist(visit);
                writer.write(em, some);
                em.getTransaction().commit();
            }
        }
        return (System.nanoTime() - start) / 1e3 / transactions;
    }

    private void joined(EntityManager em, List<Page> pages) {
        StorageTransaction joined = storage.joining(em);
        pages.forEach(joined::save);
    }

    /** On SQLite writes one batch, because the driver then does not query generated keys. */
    private void byHand(EntityManager em, List<Page> pages) {
        em.flush();
        em.unwrap(Session.class).doWork(connection -> {
            if (upsert) {
                try (PreparedStatement save = connection.prepareStatement(HandWrittenJdbc.UPSERT)) {
                    for (Page page : pages) {
                        HandWrittenJdbc.bind(save, PAGE, page.id, PAGE.json(page));
                        save.addBatch();
                    }
                    save.executeBatch();
                }
            } else {
                try (PreparedStatement update = connection.prepareStatement(UPDATE);
                        PreparedStatement insert = connection.prepareStatement(INSERT)) {
                    for (Page page : pages) {
                        String content = PAGE.json(page);
                        HandWrittenJdbc.bindKey(update, PAGE, page.id, content);
                        if (update.executeUpdate() == 0) {
                            HandWrittenJdbc.bind(insert, PAGE, page.id, content);
                            insert.executeUpdate();
                        }
                    }
                }
            }
        });
    }
}
