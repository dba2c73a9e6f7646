package io.sepia.internal.vector;

import io.sepia.model.Similarity;
import org.jspecify.annotations.Nullable;

/** Compares vectors of floats. */
public final class Measure {
    /** The sums of floats below this have lost digits. */
    private static final float TINY = 1e-30f;

    private Measure() {}

    /** Returns why a vector cannot be compared, as the end of a sentence; null if it can. */
    public static @Nullable String problem(float[] vector, int dimension, Similarity by) {
        if (vector.length != dimension) {
            return "has " + vector.length + " components instead of " + dimension;
        }
        if (dimension == 0) {
            return "has no components";
        }
        boolean isZero = true;
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                return "has a component that is not finite as a float, at index " + i;
            }
            isZero &= vector[i] == 0;
        }
        return isZero && by == Similarity.COSINE ? "consists of zeros and so has no angle to other vectors" : null;
    }

    /** Returns a vector of the same direction with the length 1. */
    public static float[] unit(float[] vector) {
        double square = 0;
        for (float each : vector) {
            square += (double) each * each;
        }
        double length = Math.sqrt(square);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    /**
     * Returns how near a vector is to the one that begins at an index of {@code data}; for the cosine, both have the
     * length 1. The same vectors have the same score at any index.
     */
    public static double score(Similarity by, float[] vector, float[] data, int at) {
        return switch (by) {
            case COSINE -> Math.max(-1, Math.min(1, dot(vector, data, at)));
            case DOT_PRODUCT -> dotProduct(vector, data, at);
            case EUCLIDEAN -> -distance(vector, data, at);
        };
    }

    private static double dotProduct(float[] vector, float[] data, int at) {
        float sum = dot(vector, data, at);
        if (isPrecise(Math.abs(sum))) {
            return sum;
        }
        double exact = 0;
        for (int i = 0; i < vector.length; i++) {
            exact += (double) vector[i] * data[at + i];
        }
        return exact;
    }

    private static boolean isPrecise(float sum) {
        return sum > TINY && sum <= Float.MAX_VALUE;
    }

    /** Independent sums let the processor add them at the same time. */
    private static float dot(float[] vector, float[] data, int at) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (int end = vector.length - 3; i < end; i += 4) {
            a += vector[i] * data[at + i];
            b += vector[i + 1] * data[at + i + 1];
            c += vector[i + 2] * data[at + i + 2];
            d += vector[i + 3] * data[at + i + 3];
        }
        for (; i < vector.length; i++) {
            a += vector[i] * data[at + i];
        }
        return a + b + (c + d);
    }

    private static double distance(float[] vector, float[] data, int at) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (int end = vector.length - 3; i < end; i += 4) {
            float first = vector[i] - data[at + i];
            float second = vector[i + 1] - data[at + i + 1];
            float third = vector[i + 2] - data[at + i + 2];
            float fourth = vector[i + 3] - data[at + i + 3];
            a += first * first;
            b += second * second;
            c += third * third;
            d += fourth * fourth;
        }
        for (; i < vector.length; i++) {
            float last = vector[i] - data[at + i];
            a += last * last;
        }
        float sum = a + b + (c + d);
        return Math.sqrt(isPrecise(sum) ? sum : square(vector, data, at));
    }

    private static double square(float[] vector, float[] data, int at) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            double difference = (double) vector[i] - data[at + i];
            sum += difference * difference;
        }
        return sum;
    }
}
