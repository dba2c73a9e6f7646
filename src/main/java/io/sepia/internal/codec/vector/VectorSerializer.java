package io.sepia.internal.codec.vector;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import io.sepia.internal.codec.platform.Refusal;
import io.sepia.internal.json.VectorText;
import io.sepia.internal.vector.Measure;
import io.sepia.model.Similarity;
import java.io.IOException;

/** Writes a vector as a text, and refuses one that could not be compared. */
final class VectorSerializer extends JsonSerializer<Object> {
    private final int dimension;
    private final Similarity by;

    VectorSerializer(int dimension, Similarity by) {
        this.dimension = dimension;
        this.by = by;
    }

    @Override
    public void serialize(Object vector, JsonGenerator generator, SerializerProvider provider) throws IOException {
        float[] floats = vector instanceof double[] doubles ? VectorText.rounded(doubles) : (float[]) vector;
        String problem = Measure.problem(floats, dimension, by);
        if (problem != null) {
            throw Refusal.of(generator, "the vector " + problem);
        }
        generator.writeString(vector instanceof double[] doubles ? VectorText.of(doubles) : VectorText.of(floats));
    }

    @Override
    public void serializeWithType(
            Object vector, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
            throws IOException {
        serialize(vector, generator, provider);
    }
}
