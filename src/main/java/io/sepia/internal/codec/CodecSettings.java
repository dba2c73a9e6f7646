package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a codec is set up.
 *
 * @param mapper the application's own mapper, of which an adapted copy is used, or null for the store's own
 * @param types classes that references and embedded values may resolve to though no property names them: those behind
 *     interfaces and abstract classes that are not sealed
 */
public record CodecSettings(@Nullable ObjectMapper mapper, List<Class<?>> types) {
    /** Copies the list. */
    public CodecSettings {
        types = List.copyOf(types);
    }

    /** The store's own mapper and no further types. */
    public static CodecSettings defaults() {
        return new CodecSettings(null, List.of());
    }
}
