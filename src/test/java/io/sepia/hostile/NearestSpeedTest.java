package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.model.Embedding;
import io.sepia.model.Stored;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the processor time of a search by a vector with that of a plain loop over an array of floats. The long run:
 * {@code ./mvnw test -Dtest=NearestSpeedTest -Dsepia.vectors=100000}.
 */
@Tag("alone")
class NearestSpeedTest {
    private static final int DIMENSION = 384;
    private static final int VECTORS = Integer.getInteger("sepia.vectors", 10_000);
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 40;
    private static final int HITS = 10;
    /** With fewer vectors, what does not depend on their number counts too. */
    private static final int ENOUGH = 100_000;

    @TempDir
    Path directory;

    @Stored("Passage")
    record Passage(
            String id, @Embedding(dimension = DIMENSION) float[] meaning) {}

    @Test
    void nearest_takesAtMostALittleLongerThanAPlainLoop() {
        Random random = new Random(1);
        float[] data = new float[VECTORS * DIMENSION];
        try (Storage storage = Storage.open(
                "sqlite", Map.of("database_path", directory.resolve("store.db"), "synchronous", "NORMAL"))) {
            for (int from = 0; from < VECTORS; from += BATCH) {
                List<Passage> batch = new ArrayList<>();
                for (int i = from; i < from + BATCH; i++) {
                    float[] vector = unit(random);
                    System.arraycopy(vector, 0, data, i * DIMENSION, DIMENSION);
                    batch.add(new Passage("p" + i, vector));
                }
                storage.saveAll(batch);
            }
            long loop = Long.MAX_VALUE;
            long search = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                float[] vector = unit(random);
                long begin = processorTime();
                int best = plainLoop(vector, data)[0];
                long middle = processorTime();
                String found = storage.nearest(Passage.class, vector, HITS)
                        .get(0)
                        .value()
                        .id();
                long end = processorTime();
                assertThat(found).isEqualTo("p" + best);
                loop = Math.min(loop, middle - begin);
                search = Math.min(search, end - middle);
            }
            double ratio = (double) search / loop;
            System.out.printf(
                    "%d vectors: a plain loop takes %d µs of processor time, a search %d µs, %.2f times%n",
                    VECTORS, loop / 1_000, search / 1_000, ratio);
            assertThat(ratio).isLessThan(VECTORS >= ENOUGH ? 1.3 : 4);
        }
    }

    private static float[] unit(Random random) {
        float[] vector = new float[DIMENSION];
        double square = 0;
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    private static int[] plainLoop(float[] vector, float[] data) {
        float[] scores = new float[HITS];
        int[] best = new int[HITS];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        for (int row = 0; row < VECTORS; row++) {
            float sum = 0;
            for (int i = 0; i < DIMENSION; i++) {
                sum += vector[i] * data[row * DIMENSION + i];
            }
            if (sum > scores[HITS - 1]) {
                int place = HITS - 1;
                for (; place > 0 && scores[place - 1] < sum; place--) {
                    scores[place] = scores[place - 1];
                    best[place] = best[place - 1];
                }
                scores[place] = sum;
                best[place] = row;
            }
        }
        return best;
    }

    /** Both run on this thread, and other processes do not change its time. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
