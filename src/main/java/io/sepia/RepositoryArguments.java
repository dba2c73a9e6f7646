package io.sepia;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type arguments that a repository gives to the interfaces above it. Immutable.
 *
 * @param types what each type variable of these interfaces stands for
 */
record RepositoryArguments(Map<TypeVariable<?>, Type> types) {
    private static final Set<String> ROOTS =
            Set.of("org.springframework.data.repository.Repository", "jakarta.data.repository.DataRepository");

    static RepositoryArguments of(Class<?> repository) {
        Map<TypeVariable<?>, Type> types = new HashMap<>();
        collect(repository, types);
        return new RepositoryArguments(types);
    }

    private static void collect(Type type, Map<TypeVariable<?>, Type> types) {
        Class<?> raw = type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
        if (type instanceof ParameterizedType generic) {
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                types.put(raw.getTypeParameters()[i], generic.getActualTypeArguments()[i]);
            }
        }
        for (Type each : raw.getGenericInterfaces()) {
            collect(each, types);
        }
    }

    /** Returns the class that the first argument of Spring Data's or Jakarta Data's root interface is, or null. */
    @Nullable
    Class<?> stored() {
        for (TypeVariable<?> each : types.keySet()) {
            if (each.getGenericDeclaration() instanceof Class<?> declaring
                    && ROOTS.contains(declaring.getName())
                    && declaring.getTypeParameters()[0].equals(each)) {
                return RepositoryProperties.raw(resolve(each));
            }
        }
        return null;
    }

    /** Returns what a type stands for. A variable of a method stands for its bound. */
    Type resolve(Type type) {
        Type at = type;
        while (at instanceof TypeVariable<?> variable) {
            at = types.containsKey(variable) ? types.get(variable) : variable.getBounds()[0];
        }
        return at;
    }
}
