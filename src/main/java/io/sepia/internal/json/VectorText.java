package io.sepia.internal.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a vector in a document: {@code f32:} or {@code f64:}, then the little-endian bytes of its floats or
 * doubles in base64. An array of numbers is read too. See decision 0270.
 */
public final class VectorText {
    private static final String FLOATS = "f32:";
    private static final String DOUBLES = "f64:";

    private VectorText() {}

    /** Returns the text of floats. */
    public static String of(float[] vector) {
        ByteBuffer bytes = buffer(vector.length * Float.BYTES);
        bytes.asFloatBuffer().put(vector);
        return FLOATS + Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Returns the text of doubles. */
    public static String of(double[] vector) {
        ByteBuffer bytes = buffer(vector.length * Double.BYTES);
        bytes.asDoubleBuffer().put(vector);
        return DOUBLES + Base64.getEncoder().encodeToString(bytes.array());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the floats or doubles of a text; null if it is not the text of a vector. */
    public static @Nullable Object read(String text) {
        boolean isFloats = text.startsWith(FLOATS);
        if (!isFloats && !text.startsWith(DOUBLES)) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.substring(FLOATS.length()));
        } catch (IllegalArgumentException e) {
            return null;
        }
        int size = isFloats ? Float.BYTES : Double.BYTES;
        if (bytes.length % size != 0) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (isFloats) {
            float[] floats = new float[bytes.length / size];
            buffer.asFloatBuffer().get(floats);
            return floats;
        }
        double[] doubles = new double[bytes.length / size];
        buffer.asDoubleBuffer().get(doubles);
        return doubles;
    }

    /** Returns the vector in a value of a document, rounded to floats; null if the value is no vector. */
    public static float @Nullable [] floats(@Nullable Value value) {
        if (value instanceof Value.Text text) {
            Object read = read(text.value());
            return read instanceof double[] doubles ? rounded(doubles) : (float[]) read;
        }
        return value instanceof Value.Array array ? numbers(array.elements()) : null;
    }

    private static float @Nullable [] numbers(List<Value> elements) {
        double[] numbers = new double[elements.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(elements.get(i) instanceof Value.Number number)) {
                return null;
            }
            numbers[i] = number.value().toDouble();
        }
        return rounded(numbers);
    }

    /** Returns the nearest floats. */
    public static float[] rounded(double[] vector) {
        float[] floats = new float[vector.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) vector[i];
        }
        return floats;
    }
}
