package io.sepia;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operations that repositories of both libraries have, by their names and parameters.
 *
 * @param <T> the stored class
 */
record RepositoryOperations<T>(StorageOperations storage, Class<T> type) {
    /** Returns the operation, or null if it is another method. */
    RepositoryMethods.@Nullable Call find(Method method) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length == 0) {
            return none(method);
        }
        if (types.length > 1) {
            return null;
        }
        boolean many = Iterable.class.isAssignableFrom(types[0]) || types[0].isArray();
        return many ? many(method) : one(method);
    }

    private RepositoryMethods.@Nullable Call none(Method method) {
        return switch (method.getName()) {
            case "count" -> arguments -> storage.count(type);
            case "deleteAll" ->
                arguments -> {
                    long deleted = storage.clear(type);
                    return method.getReturnType() == long.class ? deleted : null;
                };
            case "findAll" ->
                method.getReturnType() == Stream.class
                        ? arguments -> storage.stream(type)
                        : method.getReturnType().isAssignableFrom(List.class)
                                ? arguments -> storage.query(type).list()
                                : null;
            default -> null;
        };
    }

    private RepositoryMethods.@Nullable Call one(Method method) {
        return switch (method.getName()) {
            case "save" -> arguments -> result(method, storage.save(arguments[0]));
            case "insert" -> arguments -> result(method, storage.insert(arguments[0]));
            case "update" -> arguments -> result(method, storage.update(arguments[0]));
            case "findById" ->
                method.getReturnType() == Optional.class ? arguments -> storage.find(type, arguments[0]) : null;
            case "existsById" -> arguments -> storage.exists(type, arguments[0]);
            case "deleteById" -> arguments -> result(method, storage.delete(type, arguments[0]));
            case "delete" -> arguments -> result(method, storage.delete(arguments[0]));
            default -> null;
        };
    }

    private RepositoryMethods.@Nullable Call many(Method method) {
        return switch (method.getName()) {
            case "saveAll" -> arguments -> result(method, storage.saveAll(elements(arguments[0])));
            case "insertAll" -> arguments -> result(method, storage.insertAll(elements(arguments[0])));
            case "updateAll" -> arguments -> result(method, storage.updateAll(elements(arguments[0])));
            case "findAllById" ->
                arguments -> elements(arguments[0]).stream()
                        .flatMap(id -> storage.find(type, id).stream())
                        .toList();
            case "deleteAllById" -> arguments -> result(method, storage.deleteAll(type, elements(arguments[0])));
            case "deleteAll" -> arguments -> result(method, delete(elements(arguments[0])));
            default -> null;
        };
    }

    private long delete(Collection<?> objects) {
        long deleted = 0;
        for (Object each : objects) {
            deleted += storage.delete(each) ? 1 : 0;
        }
        return deleted;
    }

    static Collection<?> elements(Object many) {
        if (many instanceof Object[] array) {
            return Arrays.asList(array);
        }
        List<Object> elements = new ArrayList<>();
        ((Iterable<?>) many).forEach(elements::add);
        return elements;
    }

    /** Returns what a method declares: nothing, or the result in its form. */
    static @Nullable Object result(Method method, @Nullable Object result) {
        Class<?> returned = method.getReturnType();
        if (returned == void.class) {
            return null;
        }
        if (returned.isArray() && result instanceof List<?> list) {
            return list.toArray((Object[]) java.lang.reflect.Array.newInstance(returned.getComponentType(), 0));
        }
        if (result instanceof Long number && returned == int.class) {
            return Math.toIntExact(number);
        }
        return result;
    }
}
