package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.sepia.internal.codec.platform.PlatformValues;
import java.io.IOException;
import java.time.YearMonth;

/** Tells the generator the class of a key of a map. */
final class KeySerializer extends JsonSerializer<Object> {
    private final JsonSerializer<Object> text;

    KeySerializer(JsonSerializer<Object> text) {
        this.text = text;
    }

    @Override
    public void serialize(Object key, JsonGenerator generator, SerializerProvider provider) throws IOException {
        if (generator instanceof GuardedGenerator guarded) {
            guarded.trail().keyOf(key.getClass());
            // The form of a YearMonth as a key lacks years of five digits.
            if (PlatformValues.isDoubtful(key.getClass()) || key instanceof YearMonth) {
                guarded.trail().doubt();
            }
        }
        text.serialize(key, generator, provider);
    }
}
