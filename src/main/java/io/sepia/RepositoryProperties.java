package io.sepia;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a stored class, as methods of repositories name them. See decision 0213.
 *
 * @param codec the codec of the store
 * @param model the class
 */
record RepositoryProperties(ObjectCodec codec, ObjectModel<?> model) {
    /** Jakarta Data's name of the id, whatever its property is called. */
    private static final String ID = "id(this)";

    /**
     * A property.
     *
     * @param field the field of documents
     * @param type its declared type, null if that is unknown
     */
    record Property(io.sepia.Field field, @Nullable Class<?> type) {
        boolean isCollection() {
            return type != null && (Iterable.class.isAssignableFrom(type) || type.isArray());
        }

        boolean isText() {
            return type == null || type == Object.class || CharSequence.class.isAssignableFrom(type);
        }
    }

    /**
     * Returns the property that {@code name} stands for: {@code status.deprecated}, {@code status_deprecated} or
     * {@code StatusDeprecated}, with the longest possible names first.
     *
     * @throws InvalidQueryException if there is none; names the nearest ones
     */
    Property find(String name) {
        if (name.equals(ID)) {
            return new Property(io.sepia.Field.id(), null);
        }
        InvalidQueryException first = null;
        for (String path : paths(lowered(name))) {
            try {
                check(io.sepia.Field.field(path).exists().term());
                return new Property(io.sepia.Field.field(path), type(path));
            } catch (InvalidQueryException e) {
                first = first == null ? e : first;
            }
        }
        if (lowered(name).equals(model.idProperty())) {
            return new Property(io.sepia.Field.id(), null);
        }
        throw first == null ? new InvalidQueryException("A name of a property is missing.") : first;
    }

    /** Checks a condition against the class. */
    void check(Term condition) {
        codec.bind(Query.ALL.where(condition), model);
    }

    private static String lowered(String name) {
        return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Returns the paths that a name may stand for, the one with the fewest steps first. */
    private static List<String> paths(String name) {
        List<String> paths = new ArrayList<>();
        paths.add(name);
        for (int i = name.length() - 1; i > 0; i--) {
            boolean underscore = name.charAt(i) == '_';
            if (underscore || Character.isUpperCase(name.charAt(i))) {
                String head = name.substring(0, i);
                String tail = name.substring(underscore ? i + 1 : i);
                if (!tail.isEmpty()) {
                    paths(lowered(tail)).forEach(each -> paths.add(head + "." + each));
                }
            }
        }
        return paths;
    }

    private @Nullable Class<?> type(String path) {
        Class<?> type = model.type();
        for (String step : path.split("\\.")) {
            Field field = type == null ? null : declared(type, step);
            type = field == null ? null : raw(field.getGenericType());
        }
        return type;
    }

    private static @Nullable Field declared(Class<?> holder, String name) {
        for (Class<?> each = holder; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        return null;
    }

    /** Returns the value at a path in an object; null if a step of it is null. */
    @Nullable
    Object value(Object object, String path) {
        Object value = object;
        for (String step : path.split("\\.")) {
            if (value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            }
            if (value == null) {
                return null;
            }
            Field field = declared(value.getClass(), step);
            if (field == null) {
                throw new InvalidQueryException(value.getClass().getName() + " has no field " + step
                        + ", whose value a cursor needs. Use pages with numbers.");
            }
            field.setAccessible(true);
            try {
                value = field.get(value);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    /** Returns the class of a type, without {@code Optional}. */
    static @Nullable Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() instanceof Class<?> generic) {
            return generic == Optional.class ? raw(parameterized.getActualTypeArguments()[0]) : generic;
        }
        return null;
    }
}
