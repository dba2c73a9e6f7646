package io.sepia;

import io.sepia.error.InvalidQueryException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operations that repositories of both libraries have, by their names and parameters.
 *
 * @param <T> the stored class
 */
record RepositoryOperations<T>(StorageOperations storage, Class<T> type) {
    private static final Set<String> OF_OBJECTS = Set.of("save", "insert", "update", "delete");

    /** Checks that the only parameter of a method may be an object of the stored class. */
    void checkObject(Method method) {
        Class<?> parameter = method.getParameterTypes()[0];
        if (!parameter.isAssignableFrom(type) && !type.isAssignableFrom(parameter)) {
            throw new InvalidQueryException("It takes a " + parameter.getSimpleName() + ", but this is a repository of "
                    + type.getSimpleName() + ".");
        }
    }

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
            case "count" -> returning(method, Long.class, arguments -> storage.count(type));
            case "deleteAll" -> returning(method, Long.class, arguments -> storage.clear(type));
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
        if (OF_OBJECTS.contains(method.getName())) {
            checkObject(method);
        }
        return switch (method.getName()) {
            case "save" -> returning(method, type, arguments -> storage.save(arguments[0]));
            case "insert" -> returning(method, type, arguments -> storage.insert(arguments[0]));
            case "update" -> returning(method, type, arguments -> storage.update(arguments[0]));
            case "findById" ->
                method.getReturnType() == Optional.class ? arguments -> storage.find(type, arguments[0]) : null;
            case "existsById" -> returning(method, Boolean.class, arguments -> storage.exists(type, arguments[0]));
            case "deleteById" -> returning(method, Boolean.class, arguments -> storage.delete(type, arguments[0]));
            case "delete" -> returning(method, Boolean.class, arguments -> storage.delete(arguments[0]));
            default -> null;
        };
    }

    private RepositoryMethods.@Nullable Call many(Method method) {
        return switch (method.getName()) {
            case "saveAll" -> returning(method, List.class, arguments -> storage.saveAll(elements(arguments[0])));
            case "insertAll" -> returning(method, List.class, arguments -> storage.insertAll(elements(arguments[0])));
            case "updateAll" -> returning(method, List.class, arguments -> storage.updateAll(elements(arguments[0])));
            case "findAllById" ->
                returning(
                        method,
                        List.class,
                        arguments -> elements(arguments[0]).stream()
                                .flatMap(id -> storage.find(type, id).stream())
                                .toList());
            case "deleteAllById" ->
                returning(method, Long.class, arguments -> storage.deleteAll(type, elements(arguments[0])));
            case "deleteAll" -> returning(method, Long.class, arguments -> delete(elements(arguments[0])));
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
        if (many instanceof Collection<?> collection) {
            return collection;
        }
        List<Object> elements = new ArrayList<>();
        if (many.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(many); i++) {
                elements.add(Array.get(many, i));
            }
            return elements;
        }
        ((Iterable<?>) many).forEach(elements::add);
        return elements;
    }

    /**
     * Returns a call whose result has the form that the method declares: nothing, an array, an int or the result
     * itself.
     *
     * @param result the class of the result of {@code call}
     * @throws InvalidQueryException if it cannot have that form
     */
    static RepositoryMethods.Call returning(Method method, Class<?> result, RepositoryMethods.Call call) {
        Class<?> returned = MethodType.methodType(method.getReturnType()).wrap().returnType();
        if (returned == Void.class) {
            return arguments -> {
                call.run(arguments);
                return null;
            };
        }
        if (result == Long.class && returned == Integer.class) {
            return arguments -> Math.toIntExact((Long) Objects.requireNonNull(call.run(arguments)));
        }
        if (result == List.class && returned.isArray()) {
            return arguments -> ((List<?>) Objects.requireNonNull(call.run(arguments)))
                    .toArray((Object[]) Array.newInstance(returned.getComponentType(), 0));
        }
        boolean subclass = result != List.class && result.isAssignableFrom(returned);
        if (!subclass && !returned.isAssignableFrom(result)) {
            throw new InvalidQueryException(
                    "It returns " + method.getReturnType().getSimpleName() + ", but can return only "
                            + result.getSimpleName() + " or nothing.");
        }
        return call;
    }
}
