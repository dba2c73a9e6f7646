package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.StorageOperations;
import io.sepia.contract.DrawnVectors.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Searches by vectors find what comparing all stored objects finds, after random writes and rollbacks. */
interface RandomVectorContract extends StorageFixture {
    int STEPS = Integer.getInteger("sepia.vector.steps", 60);
    long SEED = Long.getLong("sepia.vector.seed", 1);

    @Test
    default void nearest_afterRandomWritesOfFewObjects_findsWhatTheModelFinds() {
        run(new DrawnVectors(SEED), 40);
    }

    @Test
    default void nearest_afterRandomWritesOfManyObjects_findsWhatTheModelFinds() {
        run(new DrawnVectors(SEED + 1), 1_100);
    }

    private void run(DrawnVectors drawn, int size) {
        Map<String, Point> model = new HashMap<>();
        write(storage(), model, drawn.points(0, size));
        for (int i = 0; i < STEPS; i++) {
            switch (drawn.random.nextInt(5)) {
                case 0 -> storage().useTransaction(tx -> writeAndSearch(tx, model, drawn, size));
                case 1 -> rolledBack(tx -> writeAndSearch(tx, new HashMap<>(model), drawn, size));
                case 2 -> write(storage(), model, drawn.points(0, drawn.random.nextInt(30)));
                default -> step(storage(), model, drawn, size);
            }
            assertThat(drawn.wrong(storage(), model)).as("step " + i).isNull();
        }
    }

    private static void writeAndSearch(StorageOperations tx, Map<String, Point> model, DrawnVectors drawn, int size) {
        for (int i = drawn.random.nextInt(4); i >= 0; i--) {
            step(tx, model, drawn, size);
            assertThat(drawn.wrong(tx, model)).as("in a transaction").isNull();
        }
    }

    private static void write(StorageOperations store, Map<String, Point> model, List<Point> points) {
        store.saveAll(points);
        points.forEach(each -> model.put(each.id(), each));
    }

    private static void step(StorageOperations store, Map<String, Point> model, DrawnVectors drawn, int size) {
        String id = "p" + drawn.random.nextInt(size + 10);
        switch (drawn.random.nextInt(6)) {
            case 0, 1 -> {
                store.delete(Point.class, id);
                model.remove(id);
            }
            case 2 -> {
                List<String> ids = new ArrayList<>(List.of(id, "p1", "p2"));
                store.deleteAll(Point.class, ids);
                ids.forEach(model::remove);
            }
            case 3 -> {
                int number = drawn.random.nextInt(100);
                store.query(Point.class).where("number = " + number).delete();
                model.values().removeIf(each -> each.number() == number);
            }
            default -> write(store, model, List.of(drawn.point(id)));
        }
    }
}
