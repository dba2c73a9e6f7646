package io.sepia.contract;

import io.sepia.StorageOperations;
import io.sepia.model.Embedding;
import io.sepia.model.Similarity;
import io.sepia.model.Stored;
import io.sepia.query.SearchHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Random vectors of small whole numbers, whose sums floats represent exactly, and a model of searches that compares all
 * of them in doubles.
 */
final class DrawnVectors {
    static final int DIMENSION = 5;

    final Random random;

    /** An object with a vector for each similarity. */
    @Stored("Point")
    record Point(
            String id,
            int number,
            @Nullable @Embedding(dimension = DIMENSION) float[] angle,

            @Nullable @Embedding(dimension = DIMENSION, by = Similarity.DOT_PRODUCT)
            double[] product,

            @Nullable @Embedding(dimension = DIMENSION, by = Similarity.EUCLIDEAN)
            float[] place) {}

    DrawnVectors(long seed) {
        random = new Random(seed);
    }

    float[] vector() {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = random.nextInt(7) - 3;
        }
        vector[0] = vector[0] == 0 ? 1 : vector[0];
        return vector;
    }

    Point point(String id) {
        boolean isWhole = random.nextInt(10) > 0;
        float[] product = vector();
        return new Point(
                id,
                random.nextInt(100),
                isWhole ? vector() : null,
                doubles(product),
                isWhole || random.nextBoolean() ? vector() : null);
    }

    List<Point> points(int from, int to) {
        List<Point> points = new ArrayList<>();
        for (int i = from; i < to; i++) {
            points.add(point("p" + i));
        }
        return points;
    }

    static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    private static double @Nullable [] vector(Point point, Similarity by) {
        float[] floats = by == Similarity.COSINE ? point.angle() : by == Similarity.EUCLIDEAN ? point.place() : null;
        return floats == null ? by == Similarity.DOT_PRODUCT ? point.product() : null : doubles(floats);
    }

    private static double score(Similarity by, double[] one, double[] other) {
        double product = 0;
        double distance = 0;
        double lengths = 0;
        double otherLengths = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
            distance += (one[i] - other[i]) * (one[i] - other[i]);
            lengths += one[i] * one[i];
            otherLengths += other[i] * other[i];
        }
        return switch (by) {
            case DOT_PRODUCT -> product;
            case EUCLIDEAN -> -Math.sqrt(distance);
            case COSINE -> product / Math.sqrt(lengths) / Math.sqrt(otherLengths);
        };
    }

    /** Returns what is wrong with the results of a random search in a store with these points; null if nothing is. */
    @Nullable
    String wrong(StorageOperations store, Map<String, Point> points) {
        Similarity by = Similarity.values()[random.nextInt(3)];
        String property = by == Similarity.COSINE ? "angle" : by == Similarity.EUCLIDEAN ? "place" : "product";
        float[] vector = vector();
        int below = random.nextInt(3) == 0 ? random.nextInt(110) : 100;
        int offset = random.nextInt(4) * 3;
        int limit = 1 + random.nextInt(random.nextInt(8) == 0 ? 300 : 12);
        var query = store.query(Point.class).offset(offset).limit(limit);
        List<SearchHit<Point>> hits =
                (below == 100 ? query : query.where("number < " + below)).nearest(property, vector);
        return wrong(by, doubles(vector), hits, points, each -> each.number() < below, offset, limit);
    }

    private static @Nullable String wrong(
            Similarity by,
            double[] vector,
            List<SearchHit<Point>> hits,
            Map<String, Point> points,
            Predicate<Point> admitted,
            int offset,
            int limit) {
        Map<String, Double> scores = new HashMap<>();
        points.values().stream().filter(admitted).forEach(each -> {
            double[] its = vector(each, by);
            if (its != null) {
                scores.put(each.id(), score(by, vector, its));
            }
        });
        // Angles are compared with the precision of floats, everything else exactly.
        double tolerance = by == Similarity.COSINE ? 1e-5 : 0;
        List<String> expected = scores.keySet().stream()
                .sorted(Comparator.<String>comparingDouble(each -> -scores.get(each))
                        .thenComparing(Comparator.naturalOrder()))
                .skip(offset)
                .limit(limit)
                .toList();
        List<String> found = hits.stream().map(each -> each.value().id()).toList();
        String what = by + " of " + points.size() + " from " + offset + " to " + limit + ": found " + found
                + " instead of " + expected;
        if (found.size() != expected.size() || found.stream().distinct().count() < found.size()) {
            return what;
        }
        for (int i = 0; i < found.size(); i++) {
            Double score = scores.get(found.get(i));
            if (score == null
                    || Math.abs(score - hits.get(i).score()) > Math.max(tolerance, 1e-6 * Math.abs(score))
                    || Math.abs(score - scores.get(expected.get(i))) > tolerance
                    || tolerance == 0 && !found.get(i).equals(expected.get(i))) {
                return what;
            }
        }
        return null;
    }
}
