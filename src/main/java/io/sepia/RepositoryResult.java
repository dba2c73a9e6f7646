package io.sepia;

import io.sepia.error.InvalidQueryException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a repository's method that finds objects, as the method declares it. Immutable.
 *
 * @param returned the declared class of the result
 * @param element the record that each object is projected to; null for the objects themselves
 * @param pages the library whose page is returned, or null
 */
record RepositoryResult(
        Class<?> returned,
        @Nullable Class<?> element,
        @Nullable RepositoryTypes pages) {
    private static final Set<Class<?>> MANY = Set.of(List.class, Collection.class, Iterable.class, Set.class);

    /**
     * Examines a method.
     *
     * @param type the stored class
     * @param generics the type arguments of the repository
     * @throws InvalidQueryException if results cannot be returned so
     */
    static RepositoryResult of(
            Method method, Class<?> type, RepositoryArguments generics, List<RepositoryTypes> libraries) {
        Class<?> returned = method.getReturnType();
        RepositoryTypes pages = libraries.stream()
                .filter(each -> each.isPage(returned))
                .findFirst()
                .orElse(null);
        boolean single = pages == null
                && !MANY.contains(returned)
                && returned != Stream.class
                && returned != Optional.class
                && !returned.isArray();
        Class<?> element = single
                ? RepositoryProperties.raw(generics.resolve(method.getGenericReturnType()))
                : inner(method, generics);
        boolean known =
                element != null && (element == type || element == Object.class || element.isAssignableFrom(type));
        boolean projected = element != null && element.isRecord() && !known;
        if (!known && !projected || projected && (pages != null || returned == Stream.class)) {
            throw new InvalidQueryException("Its results of type " + method.getGenericReturnType()
                    + " cannot be made. Return " + type.getSimpleName()
                    + ", a List, Set, Stream, Optional, array or page"
                    + " of it, or a record with some of its properties (not in a Stream or page).");
        }
        return new RepositoryResult(returned, projected ? element : null, pages);
    }

    private static @Nullable Class<?> inner(Method method, RepositoryArguments generics) {
        if (method.getReturnType().isArray()) {
            return method.getReturnType().getComponentType();
        }
        if (!(method.getGenericReturnType() instanceof ParameterizedType generic)) {
            return null;
        }
        Type argument = generic.getActualTypeArguments()[0];
        Type bound = argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
        // A list of Optionals is none of objects.
        return bound instanceof ParameterizedType inside && inside.getRawType() == Optional.class
                ? Optional.class
                : RepositoryProperties.raw(generics.resolve(bound));
    }

    /**
     * Runs a request.
     *
     * @param first whether the method asks for the first object, so that further ones are no mistake
     * @return null if one object was expected and there is none
     */
    @Nullable
    Object run(RepositoryRequest<?> request, boolean first) {
        if (pages != null) {
            return pages.page(returned, request);
        }
        if (returned == Stream.class) {
            return request.query().stream();
        }
        if (returned == Optional.class) {
            return Optional.ofNullable(one(request, first));
        }
        if (MANY.contains(returned)) {
            List<?> found = list(request.query());
            return returned == Set.class ? new LinkedHashSet<>(found) : found;
        }
        if (returned.isArray()) {
            List<?> found = list(request.query());
            Object array = Array.newInstance(returned.getComponentType(), found.size());
            for (int i = 0; i < found.size(); i++) {
                Array.set(array, i, found.get(i));
            }
            return array;
        }
        return one(request, first);
    }

    boolean isOne() {
        return pages == null && !MANY.contains(returned) && returned != Stream.class && !returned.isArray();
    }

    private List<?> list(ObjectQuery<?> query) {
        return element == null ? query.list() : query.project(element);
    }

    private @Nullable Object one(RepositoryRequest<?> request, boolean first) {
        if (element == null) {
            return (first ? request.query(1).first() : request.query().one()).orElse(null);
        }
        List<?> found = list(request.query(first ? 1 : 2));
        if (found.size() > 1) {
            request.query().one();
        }
        return found.isEmpty() ? null : found.get(0);
    }
}
