package io.sepia.internal.codec.vector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import io.sepia.internal.codec.platform.Refusal;
import io.sepia.internal.json.VectorText;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * Reads a vector from its text, or from an array of numbers, as documents have it that were stored before the property
 * was declared as a vector. Accepts any dimension, so that objects with vectors of a former dimension can be loaded.
 */
final class VectorDeserializer extends JsonDeserializer<Object> {
    private final Class<?> type;

    VectorDeserializer(Class<?> type) {
        this.type = type;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return context.readValue(parser, type);
        }
        Object read = VectorText.read(parser.getText());
        if (read instanceof float[] floats && type == double[].class) {
            return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
        }
        if (read instanceof double[] doubles && type == float[].class) {
            float[] rounded = VectorText.rounded(doubles);
            if (IntStream.range(0, rounded.length).anyMatch(i -> Double.compare(rounded[i], doubles[i]) != 0)) {
                throw Refusal.of(parser, "expected a vector of floats, found doubles that are no floats");
            }
            return rounded;
        }
        if (read == null) {
            throw Refusal.of(parser, "expected a vector, found a text that is none");
        }
        return read;
    }

    @Override
    public Object deserializeWithType(JsonParser parser, DeserializationContext context, TypeDeserializer types)
            throws IOException {
        return deserialize(parser, context);
    }
}
