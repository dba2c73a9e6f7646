package io.sepia.corpus;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** At least two values of each type, edge values among them. Some depend on the time zone of the process. */
final class Samples {
    private final Map<Class<?>, List<Object>> byType = new HashMap<>();

    private Samples() {}

    /** Returns the values of the platform's types. */
    static Samples ofPlatform() throws Exception {
        Samples samples = new Samples();
        PlainSamples.addTo(samples);
        TimeSamples.addTo(samples);
        CollectionSamples.addTo(samples);
        ConcurrentSamples.addTo(samples);
        ResourceSamples.addTo(samples);
        return samples;
    }

    /** Returns values of other types. */
    static Samples empty() {
        return new Samples();
    }

    void add(Class<?> type, Object... values) {
        byType.put(type, List.of(values));
    }

    /** Returns the samples of a type, or an empty list if there are none. */
    List<Object> of(Class<?> type) {
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        List<Object> known = byType.get(type);
        return known != null ? known : Throwable.class.isAssignableFrom(type) ? made(type) : List.of();
    }

    /** Returns two instances from the first public constructor that accepts plain arguments. */
    static List<Object> made(Class<?> type) {
        for (Constructor<?> each : type.getConstructors()) {
            if (!Modifier.isAbstract(type.getModifiers())) {
                try {
                    Object[] arguments = new Object[each.getParameterCount()];
                    for (int i = 0; i < arguments.length; i++) {
                        arguments[i] = argument(each.getParameterTypes()[i]);
                    }
                    return List.of(each.newInstance(arguments), each.newInstance(arguments));
                } catch (ReflectiveOperationException | IllegalArgumentException e) {
                    continue; // Another constructor may accept these arguments.
                }
            }
        }
        return List.of();
    }

    private static Object argument(Class<?> wanted) {
        if (wanted == String.class || wanted == CharSequence.class) {
            return "x";
        }
        if (wanted == Class.class) {
            return String.class;
        }
        if (wanted == IOException.class) {
            return new IOException("x");
        }
        if (wanted == boolean.class) {
            return true;
        }
        if (wanted == char.class) {
            return 'x';
        }
        return wanted == int.class ? (Object) 1 : wanted == long.class ? (Object) 1L : null;
    }
}
