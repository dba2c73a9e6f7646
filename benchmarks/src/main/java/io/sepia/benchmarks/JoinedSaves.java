package io.sepia.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
 * What saving documents in an application's own transaction costs, against the same SQL by a competent hand through the
 * same EntityManager. Each transaction persists an entity, flushes, writes documents, and commits. The contenders take
 * turns, beginning with another one each round; printed is the median of the ratios of each round.
 *
 * <p>Arguments: rounds (default 15), transactions a round (default 400), which database (default all).
 */
final class JoinedSaves {
    private static final String VALUES =
            "INSERT INTO objects (class_name, object_id, content, object_type, metadata, version, created_at,"
                    + " updated_at, checksum) VALUES ('Page', ?, ?, 'serializable', NULL, 1, ?, ?, NULL)";
    private static final String UPSERT = VALUES + " ON CONFLICT (class_name, object_id) DO UPDATE SET"
            + " content = excluded.content, version = version + 1, updated_at = excluded.updated_at, checksum = NULL";
    private static final String UPDATE = "UPDATE objects SET content = ?, version = version + 1, updated_at = ?,"
            + " checksum = NULL WHERE class_name = 'Page' AND object_id = ?";

    /** Held here, because the logging system would forget its level otherwise. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

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

    private final ObjectMapper mapper = new ObjectMapper();
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
        List<Double> micros = new ArrayList<>();
        for (int round = -rounds / 2; round < rounds; round++) {
            double[] times = new double[writers.size()];
            for (int i = 0; i < times.length; i++) {
                int which = Math.floorMod(round + i, times.length);
                times[which] = run(writers.get(which), documents, transactions);
            }
            if (round >= 0) {
                ratios.add(times[1] / times[0]);
                micros.add(times[1]);
            }
        }
        Collections.sort(ratios);
        Collections.sort(micros);
        System.out.printf(
                "%s, %d document(s) a transaction: joined / by hand = %.2f (%.2f to %.2f), %.0f microseconds%n",
                name,
                documents,
                ratios.get(ratios.size() / 2),
                ratios.get(0),
                ratios.get(ratios.size() - 1),
                micros.get(micros.size() / 2));
    }

    /** Microseconds a transaction. */
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

    private void byHand(EntityManager em, List<Page> pages) {
        em.flush();
        em.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(upsert ? UPSERT : VALUES);
                    PreparedStatement update = upsert ? null : connection.prepareStatement(UPDATE)) {
                for (Page page : pages) {
                    write(page, insert, update);
                }
            }
        });
    }

    private void write(Page page, PreparedStatement insert, PreparedStatement update) throws SQLException {
        long now = System.currentTimeMillis() * 1000;
        String content;
        try {
            content = mapper.writeValueAsString(page);
        } catch (JsonProcessingException e) {
            throw new SQLException(e);
        }
        if (update != null) {
            update.setString(1, content);
            update.setLong(2, now);
            update.setString(3, page.id);
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        insert.setString(1, page.id);
        insert.setString(2, content);
        insert.setLong(3, now);
        insert.setLong(4, now);
        insert.executeUpdate();
    }
}
