package io.sepia.benchmarks;

import static io.sepia.Field.field;

import io.sepia.*;
import io.sepia.query.*;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * The workloads of {@link CompareStates}. It is compiled once against each state, so it uses few names of the library
 * and imports them by package; it implements interfaces of the JDK only, so that both states can be called from one
 * program. Each workload returns operations per second.
 */
public final class StateWorkloads implements Supplier<Map<String, DoubleSupplier>>, Closeable {
    private static final int DOCUMENTS = 20_000;
    private static final int SAVES = 2_000;
    private static final int THREADS = 8;

    /** A document of about 420 bytes. */
    static final class Item {
        public String id = "";
        public String title = "";
        public String body = "It weaves algebraical patterns. ".repeat(9);
        public int bucket;
        public int group;
        public List<String> tags = List.of("a", "b", "c");

        Item() {}

        Item(String id, int number) {
            this.id = id;
            this.title = "Title " + number;
            this.bucket = number % (DOCUMENTS / 10);
            this.group = number % (DOCUMENTS / 1_000);
        }
    }

    /** An entity of the application, for transactions that the library joins. */
    @Entity(name = "visit")
    static final class Visit {
        @Id
        long id;
    }

    private final Storage storage;
    private final EntityManagerFactory factory;
    private final Storage joined;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Random random = new Random(7);
    private int next;

    /** Opens empty stores in an empty directory, and fills them. */
    public StateWorkloads(Path directory, String durability) {
        // By name and map, which both states support.
        storage = Storage.open(
                "sqlite",
                Map.of("database_path", directory.resolve("items.db"), "synchronous", durability, "document_cache", 0));
        storage.indexes().add(IndexDefinition.of("Item", "bucket"));
        storage.indexes().add(IndexDefinition.of("Item", "group"));
        storage.saveAll(items("item", 0, DOCUMENTS));
        factory = new HibernatePersistenceConfiguration("joined")
                .jdbcUrl("jdbc:sqlite:" + directory.resolve("joined.db") + "?journal_mode=WAL&synchronous=" + durability
                        + "&busy_timeout=5000&foreign_keys=on")
                .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect")
                .property("hibernate.hbm2ddl.auto", "update")
                .managedClass(Visit.class)
                .createEntityManagerFactory();
        joined = Storage.of(factory);
    }

    private static List<Item> items(String prefix, int from, int count) {
        List<Item> items = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            items.add(new Item(prefix + i, i));
        }
        return items;
    }

    private String anyId() {
        return "item" + random.nextInt(DOCUMENTS);
    }

    @Override
    public Map<String, DoubleSupplier> get() {
        Map<String, DoubleSupplier> workloads = new LinkedHashMap<>();
        workloads.put("save stored, 1 thread", () -> rate(SAVES, i -> storage.save(new Item(anyId(), i))));
        workloads.put("save stored, 8 threads", () -> {
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < SAVES; i++) {
                items.add(new Item(anyId(), i));
            }
            return concurrentRate(SAVES, i -> storage.save(items.get(i)));
        });
        workloads.put("save new", () -> {
            List<Item> items = items("new", next, SAVES);
            next += SAVES;
            double rate = rate(SAVES, i -> storage.save(items.get(i)));
            items.forEach(each -> storage.delete(Item.class, each.id));
            return rate;
        });
        workloads.put("save 5,000 in a transaction", () -> {
            List<Item> items = items("item", random.nextInt(DOCUMENTS - 5_000), 5_000);
            return rate(1, i -> storage.saveAll(items)) * items.size();
        });
        workloads.put("delete", () -> {
            List<Item> items = items("gone", 0, SAVES);
            storage.saveAll(items);
            return rate(SAVES, i -> storage.delete(Item.class, items.get(i).id));
        });
        workloads.put("load, 1 thread", () -> rate(10_000, i -> storage.load(Item.class, anyId())));
        workloads.put(
                "load, 8 threads",
                () -> concurrentRate(20_000, i -> storage.load(Item.class, "item" + i * 7_919L % DOCUMENTS)));
        workloads.put(
                "query, 10 hits",
                () -> rate(
                        1_000,
                        i -> storage.query(Item.class)
                                .where(field("bucket").eq(i % (DOCUMENTS / 10)))
                                .list()));
        workloads.put(
                "query, 1,000 hits",
                () -> rate(
                        20,
                        i -> storage.query(Item.class)
                                .where(field("group").eq(i % (DOCUMENTS / 1_000)))
                                .list()));
        workloads.put(
                "scan",
                () -> rate(
                        5,
                        i -> storage.query(Item.class)
                                .where(field("title").eq("Title " + i))
                                .list()));
        workloads.put("ids", () -> rate(10, i -> storage.query(Item.class).ids()));
        workloads.put("count", () -> rate(50, i -> storage.query(Item.class).count()));
        workloads.put("joined save, 1 document", () -> rate(200, i -> join(1)));
        workloads.put("joined save, 10 documents", () -> rate(100, i -> join(10)));
        return workloads;
    }

    private void join(int documents) {
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            Visit visit = new Visit();
            visit.id = ++next;
            em.persist(visit);
            for (int d = 0; d < documents; d++) {
                joined.joining(em).save(new Item("item" + ++next, d));
            }
            em.getTransaction().commit();
        }
    }

    private static double rate(int operations, IntConsumer operation) {
        long start = System.nanoTime();
        for (int i = 0; i < operations; i++) {
            operation.accept(i);
        }
        return operations * 1e9 / (System.nanoTime() - start);
    }

    private double concurrentRate(int operations, IntConsumer operation) {
        List<Future<?>> running = new ArrayList<>();
        long start = System.nanoTime();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            running.add(threads.submit(() -> {
                for (int i = thread; i < operations; i += THREADS) {
                    operation.accept(i);
                }
            }));
        }
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException("A thread of the workload failed", e);
        }
        return operations * 1e9 / (System.nanoTime() - start);
    }

    @Override
    public void close() {
        threads.shutdown();
        joined.close();
        factory.close();
        storage.close();
    }
}
