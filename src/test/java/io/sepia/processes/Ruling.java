package io.sepia.processes;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.HistoryRule;
import io.sepia.error.NotUniqueException;
import io.sepia.error.RetryableException;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import jakarta.persistence.EntityManagerFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * One of two processes that write, delete, set rules and collect garbage in one store. It prints each rule that it has
 * set and reads those of the other process. At the end it prints how often it wrote each object while it knew of a rule
 * for it.
 */
final class Ruling {
    /** The number of classes that get rules one after the other. */
    static final int CLASSES = 6;

    static final int IDS = 4;
    static final int VALUES = 12;
    /** A class with history and events whose objects are also deleted many at a time. */
    static final String SWEPT = "swept";

    static final int SWEPT_IDS = 40;

    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    private static final Roots ROOTS = Roots.classes(Root.class, Unique.class)
            .and(Roots.classNames(
                    Stream.concat(Stream.of(SWEPT), IntStream.range(0, CLASSES).mapToObj(each -> "c" + each))
                            .toArray(String[]::new)));

    /** A class whose objects may be garbage. */
    @Stored("leaf")
    record Leaf(String id) {}

    /** A root class; its objects keep leaves from being collected. */
    @Stored("root")
    record Root(String id, Ref<Leaf> leaf) {}

    /** A class without duplicates once the index exists. */
    @Stored("unique")
    record Unique(String id, String text) {}

    private final String place;
    private final Storage storage;
    private final boolean first;
    private final Random random;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> written = new HashMap<>();

    private Ruling(String place, Storage storage, boolean first) {
        this.place = place;
        this.storage = storage;
        this.first = first;
        this.random = new Random(first ? 1 : 2);
    }

    /** Returns a builder for a store in a SQLite file or behind a JDBC URL. */
    static StorageBuilder builder(String place) {
        if (!place.startsWith("jdbc:")) {
            return StorageBuilder.of(Path.of(place));
        }
        EntityManagerFactory factory = new HibernatePersistenceConfiguration("rules")
                .jdbcUrl(place)
                .jdbcPoolSize(8)
                .createEntityManagerFactory();
        return StorageBuilder.of(factory);
    }

    public static void main(String[] args) throws Exception {
        HIBERNATE.setLevel(Level.SEVERE);
        try (Storage storage = builder(args[0]).open()) {
            Ruling ruling = new Ruling(args[0], storage, args[1].equals("first"));
            Thread listening = new Thread(ruling::listen);
            listening.setDaemon(true);
            listening.start();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[2]));
            Thread rules = new Thread(() -> ruling.setRules(end));
            rules.start();
            while (System.nanoTime() < end) {
                ruling.write();
            }
            rules.join();
            ruling.written.forEach((what, count) -> System.out.println("wrote " + what + " " + count));
            System.out.println("end");
        }
        System.exit(0);
    }

    private void listen() {
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .lines()
                .forEach(known::add);
    }

    /** Records a rule that was set, and announces it to the other process. */
    private void tell(String rule) {
        known.add(rule);
        System.out.println("rule " + rule);
    }

    private void setRules(long end) {
        int next = first ? 0 : 1;
        boolean indexed = false;
        while (System.nanoTime() < end || first && !known.contains("changes")) {
            String className = "c" + next;
            if (next < CLASSES && done(() -> storage.documents(className).keepHistory(HistoryRule.ALL))) {
                tell("history " + className);
                // The unit stays open until the process ends.
                if (done(() -> builder(place).option("events", className).open().close())) {
                    tell("events " + className);
                }
                next += 2;
            }
            if (first && next > 0 && !known.contains("changes")) {
                if (done(() -> builder(place).option("changes", "on").open().close())) {
                    known.add("changes");
                }
            }
            if (first && !indexed) {
                indexed = indexes();
            }
            if (!first) {
                done(() -> storage.garbage().grace(Duration.ZERO).batch(5).collect(ROOTS));
            }
            pause();
        }
    }

    private boolean indexes() {
        try {
            return done(() ->
                    storage.indexes().add(IndexDefinition.of("unique", "text").asUnique()));
        } catch (NotUniqueException e) {
            for (int i = 0; i < VALUES; i++) {
                String id = "u" + i;
                done(() -> storage.delete(Unique.class, id));
            }
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        String className = "c" + random.nextInt(CLASSES);
        String id = "o" + random.nextInt(IDS);
        List<String> rules = new ArrayList<>(known);
        boolean deletes = random.nextInt(5) == 0;
        boolean[] deleted = {false};
        boolean done = deletes
                ? done(() -> deleted[0] = storage.documents(className).delete(id))
                : done(() -> storage.documents(className).save(id, "{\"n\":" + random.nextInt(1_000) + "}"));
        if (done) {
            if (rules.contains("history " + className) && !deletes) {
                written.merge("generations " + className + " " + id, 1, Integer::sum);
            }
            if (rules.contains("events " + className) && (!deletes || deleted[0])) {
                written.merge("events " + className + " " + id, 1, Integer::sum);
            }
        }
        sweep();
        int number = random.nextInt(VALUES);
        try {
            done(() -> storage.save(new Unique("u" + number, "t" + random.nextInt(VALUES))));
        } catch (NotUniqueException e) {
            written.merge("refused", 1, Integer::sum);
        }
        String leaf = "l" + random.nextInt(40);
        done(() -> storage.useTransaction(tx -> {
            if (!tx.exists(Leaf.class, leaf)) {
                tx.save(new Leaf(leaf));
            }
            tx.save(new Root("r" + number, Ref.to(Leaf.class, leaf)));
        }));
    }

    /** Saves an object of the class that is swept, or deletes many of them. */
    private void sweep() {
        int number = random.nextInt(3);
        long[] deleted = {0};
        boolean done = switch (random.nextInt(12)) {
            case 0 -> done(() -> deleted[0] = storage.documents(SWEPT).clear());
            case 1 ->
                done(() -> deleted[0] =
                        storage.documents(SWEPT).query().where("n = " + number).delete());
            default -> {
                String id = "s" + random.nextInt(SWEPT_IDS);
                if (done(() -> storage.documents(SWEPT).save(id, "{\"n\":" + number + "}"))) {
                    written.merge("saved " + SWEPT, 1, Integer::sum);
                }
                yield false;
            }
        };
        if (done) {
            written.merge("deleted " + SWEPT, (int) deleted[0], Integer::sum);
            written.merge("sweeps", 1, Integer::sum);
        }
    }

    /** Runs {@code work}. Returns false if it failed with a {@link RetryableException}. */
    private static boolean done(Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            if (e instanceof RetryableException) {
                return false;
            }
            throw e;
        }
    }
}
