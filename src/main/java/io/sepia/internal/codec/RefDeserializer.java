package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import io.sepia.model.Ref;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Passes on the {@link Ref} that a reference became when its document was scanned. */
final class RefDeserializer extends JsonDeserializer<Ref<?>> {
    @Override
    public @Nullable Ref<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT)) {
            return (Ref<?>) context.handleUnexpectedToken(Ref.class, parser);
        }
        Object held = parser.getEmbeddedObject();
        if (held instanceof Ref<?> ref) {
            return ref;
        }
        return held == null ? null : Ref.of(held);
    }
}
