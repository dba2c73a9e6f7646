package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.internal.migration.Steps;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a codec.
 *
 * @param mapper the application's mapper, which is copied and adapted, or null to use the store's own
 * @param types further classes that references and embedded values may resolve to, for properties declared as an
 *     interface or abstract class that is not sealed
 * @param convert whether stored values of another type or range than their property's are converted, not refused
 * @param marks whether values in properties that are declared as {@code Object} have type marks
 * @param steps the steps to each schema of a class from the one before, by number
 */
public record CodecSettings(
        @Nullable ObjectMapper mapper,
        List<Class<?>> types,
        boolean convert,
        boolean marks,
        Map<Class<?>, Map<Integer, Steps>> steps) {
    /** Copies the lists. */
    public CodecSettings {
        types = List.copyOf(types);
        steps = Map.copyOf(steps);
    }

    /** Creates settings without type marks and migrations. */
    public CodecSettings(@Nullable ObjectMapper mapper, List<Class<?>> types, boolean convert) {
        this(mapper, types, convert, false, Map.of());
    }
}
