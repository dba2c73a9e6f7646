package io.sepia.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * The cost of entity operations: {@code persist}, {@code find} and updates of {@link StoredObject} through an
 * EntityManager, against the store's own operations on the same file. Each runs in its own transaction, on the store's
 * connections. Prints the ratio of the rates, entities by store.
 *
 * <p>Arguments: {@code --rounds N} (default 15), {@code --operations N} per round (default 5,000), {@code --durability
 * normal|full} (default normal).
 */
final class EntityOperations {
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");
    private static final int WARMUP = 5;

    private final int rounds;
    private final int operations;
    private int stored;
    private int persisted;
    private int edits;

    private EntityOperations(int rounds, int operations) {
        this.rounds = rounds;
        this.operations = operations;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options =
                Arguments.read(args, Map.of("--rounds", "15", "--operations", "5000", "--durability", "normal"));
        HIBERNATE.setLevel(Level.WARNING);
        Path directory = Files.createTempDirectory("sepia-entities");
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("entities")
                .property("sepia.database_path", directory.resolve("sepia.db").toString())
                .property("sepia.synchronous", options.get("--durability"));
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            new EntityOperations(
                            Integer.parseInt(options.get("--rounds")), Integer.parseInt(options.get("--operations")))
                    .run(factory, storage.documents("Item"));
        }
    }

    private void run(EntityManagerFactory factory, DocumentOperations documents) throws Exception {
        String json = "{\"title\":\"A title\",\"body\":\"" + "words of a note; ".repeat(22) + "\",\"n\":1}";
        ObjectNode content = (ObjectNode) new ObjectMapper().readTree(json);
        compare(
                "insert",
                i -> documents.insert("s" + stored++, json),
                i -> within(
                        factory,
                        em -> em.persist(new StoredObject(new ObjectKey("Item", "e" + persisted++), content))));
        compare(
                "load",
                i -> documents.load("s" + i),
                i -> within(factory, em -> em.find(StoredObject.class, new StoredObject.Key("Item", "s" + i))));
        compare(
                "update",
                i -> documents.save("s" + i, json.replace(":1}", ":" + edits++ + "}")),
                i -> within(
                        factory,
                        em -> em.find(StoredObject.class, new StoredObject.Key("Item", "s" + i))
                                .setContent(content.deepCopy().put("n", edits++))));
    }

    private interface Work {
        void run(EntityManager entityManager);
    }

    private static void within(EntityManagerFactory factory, Work work) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            work.run(entityManager);
            entityManager.getTransaction().commit();
        }
    }

    private void compare(String name, IntConsumer store, IntConsumer entities) {
        List<Double> ratios = new ArrayList<>();
        for (int round = -WARMUP; round < rounds; round++) {
            boolean storeFirst = (round & 1) == 0;
            long first = time(storeFirst ? store : entities);
            long second = time(storeFirst ? entities : store);
            if (round >= 0) {
                ratios.add(storeFirst ? (double) first / second : (double) second / first);
            }
        }
        Collections.sort(ratios);
        System.out.printf(
                "%-8s %.2f (%.2f to %.2f)%n",
                name, ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
    }

    private long time(IntConsumer work) {
        long begin = System.nanoTime();
        for (int i = 0; i < operations; i++) {
            work.accept(i);
        }
        return System.nanoTime() - begin;
    }
}
