package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.contract.DrawnVectors.Point;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A search by a vector sees what other stores on the same place have committed. */
abstract class TwoStoresVectorsContract extends TwoStoresFixture {
    @Test
    void nearest_afterWritesOfAnotherStore_findsWhatTheModelFinds() {
        Storage b = open();
        DrawnVectors drawn = new DrawnVectors(5);
        Map<String, Point> model = new HashMap<>();
        save(a, model, drawn.points(0, 1_100));
        for (int i = 0; i < 30; i++) {
            Storage writer = drawn.random.nextBoolean() ? a : b;
            if (drawn.random.nextInt(3) == 0) {
                String gone = "p" + drawn.random.nextInt(1_100);
                retried(() -> writer.delete(Point.class, gone));
                model.remove(gone);
            } else {
                int from = drawn.random.nextInt(1_100);
                save(writer, model, drawn.points(from, from + 1 + drawn.random.nextInt(5)));
            }
            assertThat(drawn.wrong(a, model)).as("the first, step " + i).isNull();
            assertThat(drawn.wrong(b, model)).as("the second, step " + i).isNull();
        }
    }

    private static void save(Storage writer, Map<String, Point> model, List<Point> points) {
        retried(() -> writer.saveAll(points));
        points.forEach(each -> model.put(each.id(), each));
    }
}
