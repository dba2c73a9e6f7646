package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a class that can be referenced: the target at a reference, otherwise the embedded object. */
final class ReferenceDeserializer extends DelegatingDeserializer {
    ReferenceDeserializer(JsonDeserializer<?> embedded) {
        super(embedded);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> embedded) {
        return new ReferenceDeserializer(embedded);
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT)
                ? target(parser, context)
                : super.deserialize(parser, context);
    }

    @Override
    public @Nullable Object deserializeWithType(
            JsonParser parser, DeserializationContext context, TypeDeserializer types) throws IOException {
        return parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT)
                ? target(parser, context)
                : super.deserializeWithType(parser, context, types);
    }

    private @Nullable Object target(JsonParser parser, DeserializationContext context) throws IOException {
        Object target = parser.getEmbeddedObject();
        if (target == null || handledType().isInstance(target)) {
            return target;
        }
        // A bare string or bytes reach a creator this way.
        return super.deserialize(parser, context);
    }
}
