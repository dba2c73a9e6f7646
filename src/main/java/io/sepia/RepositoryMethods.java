package io.sepia;

import io.sepia.error.ConfigurationException;
import io.sepia.error.InvalidQueryException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the methods of a repository: by an annotation, as one of the usual operations, or by its name.
 *
 * @param <T> the stored class
 */
final class RepositoryMethods<T> {
    private static final List<String> QUERIES =
            List.of("jakarta.data.repository.Query", "org.springframework.data.jpa.repository.Query");
    private static final List<String> NAMES =
            List.of("jakarta.data.repository.Param", "org.springframework.data.repository.query.Param");

    /** Runs one method. */
    @FunctionalInterface
    interface Call {
        @Nullable
        Object run(Object[] arguments);
    }

    private final StorageOperations storage;
    private final Class<T> type;
    private final RepositoryArguments generics;
    private final RepositoryProperties properties;
    private final List<RepositoryTypes> libraries;
    private final boolean jakarta;

    /** @param jakarta whether Jakarta Data's rules hold where they differ: a missing single result is an error */
    RepositoryMethods(
            StorageOperations storage,
            Class<T> type,
            RepositoryArguments generics,
            RepositoryProperties properties,
            List<RepositoryTypes> libraries,
            boolean jakarta) {
        this.storage = storage;
        this.type = type;
        this.generics = generics;
        this.properties = properties;
        this.libraries = libraries;
        this.jakarta = jakarta;
    }

    /**
     * Compiles a method.
     *
     * @throws ConfigurationException if it cannot be honoured
     */
    Call compile(Method method) {
        try {
            checkKotlin(method);
            Call call = annotated(method);
            if (call == null) {
                call = new RepositoryOperations<>(storage, type).find(method);
            }
            if (call == null) {
                call = named(method);
            }
            if (call == null) {
                throw new InvalidQueryException("Its name is none of the usual operations and begins with none of find,"
                        + " read, get, query, search, stream, count, exists, delete and remove followed by By.");
            }
            return call;
        } catch (InvalidQueryException e) {
            throw new ConfigurationException(
                    "Method " + method.getName() + "("
                            + Arrays.stream(method.getParameterTypes())
                                    .map(Class::getSimpleName)
                                    .collect(Collectors.joining(", "))
                            + ") of repository " + method.getDeclaringClass().getName() + " cannot be honoured. "
                            + e.getMessage(),
                    e);
        }
    }

    private static void checkKotlin(Method method) {
        if (method.getName().indexOf('-') >= 0) {
            throw new InvalidQueryException("It has a parameter or a result of a Kotlin value class, which the compiled"
                    + " method does not show. Declare it as the type of that class's property.");
        }
        for (Class<?> each : method.getParameterTypes()) {
            if (each.getName().equals("kotlin.coroutines.Continuation")) {
                throw new InvalidQueryException("It is a suspending function of Kotlin, but the store blocks. Remove"
                        + " suspend, and call it on a dispatcher for blocking work.");
            }
        }
    }

    private @Nullable Call annotated(Method method) {
        for (Annotation each : method.getAnnotations()) {
            if (QUERIES.contains(each.annotationType().getName())) {
                RepositoryText text = RepositoryText.parse(value(each), method, values(method));
                DerivedName.Action action = method.getReturnType() == long.class
                        ? DerivedName.Action.COUNT
                        : method.getReturnType() == boolean.class ? DerivedName.Action.EXISTS : DerivedName.Action.FIND;
                checkExtent(method, false);
                return selecting(method, action, text::condition, text.orders(), 0);
            }
        }
        return jakarta ? new JakartaAnnotations<>(this, storage, type, properties).find(method) : null;
    }

    private @Nullable Call named(Method method) {
        DerivedName name = DerivedName.parse(method.getName(), properties);
        if (name == null) {
            return null;
        }
        List<Parameter> values = values(method);
        if (values.size() != name.arguments()) {
            throw new InvalidQueryException("Its name takes " + name.arguments() + " value(s), but it has "
                    + values.size() + " such parameter(s).");
        }
        int at = 0;
        checkExtent(method, name.limit() > 0);
        for (DerivedName.Part each : name.parts().stream().flatMap(List::stream).toList()) {
            for (int i = 0; i < each.keyword().arguments(); i++) {
                ParameterCheck.check(each, values.get(at));
                if (each.keyword().isOfScalars()) {
                    checkSample(each.property(), values.get(at));
                }
                at++;
            }
        }
        return selecting(method, name.action(), name::condition, name.order(), name.limit());
    }

    /** Checks that no more than one of a name, a limit and a page says how many objects are found. */
    void checkExtent(Method method, boolean limited) {
        boolean page = false;
        boolean limit = limited;
        for (Class<?> each : method.getParameterTypes()) {
            RepositoryTypes special = special(each);
            page |= special != null && special.asksForPage(each);
            limit |= special != null && each.getSimpleName().equals("Limit");
        }
        if (page && limit) {
            throw new InvalidQueryException(
                    "It has a limit and a parameter that asks for a page, which has a size of its"
                            + " own. Remove one of them.");
        }
    }

    /** Checks that a property can be equal to a parameter. */
    void checkComparable(RepositoryProperties.Property property, Parameter parameter) {
        ParameterCheck.check(new DerivedName.Part(property, RepositoryKeyword.EQUAL, false), parameter);
        checkSample(property, parameter);
    }

    private void checkSample(RepositoryProperties.Property property, Parameter parameter) {
        Object sample = ParameterCheck.SAMPLES.get(parameter.getType());
        if (sample != null) {
            properties.check(property.field().eq(sample).term());
        }
    }

    /**
     * Returns a call that selects objects.
     *
     * @param condition returns the condition with the values of the parameters that are values
     * @param limit the number of results, or 0
     */
    Call selecting(
            Method method,
            DerivedName.Action action,
            Function<Object[], Condition> condition,
            List<Order> order,
            long limit) {
        Class<?>[] types = method.getParameterTypes();
        RepositoryTypes[] specials = new RepositoryTypes[types.length];
        for (int i = 0; i < types.length; i++) {
            specials[i] = special(types[i]);
        }
        Function<Object[], RepositoryRequest<T>> request = arguments -> {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < types.length; i++) {
                if (specials[i] == null) {
                    values.add(arguments[i]);
                }
            }
            RepositoryRequest<T> made =
                    new RepositoryRequest<>(storage, type, properties, condition.apply(values.toArray()), order, limit);
            for (int i = 0; i < types.length; i++) {
                if (specials[i] != null && arguments[i] != null) {
                    specials[i].apply(arguments[i], made);
                }
            }
            return made;
        };
        return switch (action) {
            case COUNT ->
                counting(method, arguments -> request.apply(arguments).all().count());
            case EXISTS -> {
                expect(method, boolean.class, Boolean.class);
                yield arguments -> request.apply(arguments).all().exists();
            }
            case DELETE ->
                counting(method, arguments -> request.apply(arguments).all().delete());
            case FIND -> finding(method, types, request, limit == 1);
        };
    }

    private Call finding(
            Method method, Class<?>[] types, Function<Object[], RepositoryRequest<T>> request, boolean first) {
        RepositoryResult result = RepositoryResult.of(method, type, generics, libraries);
        RepositoryTypes pages = result.pages();
        boolean asked =
                Arrays.stream(types).anyMatch(each -> libraries.stream().anyMatch(lib -> lib.asksForPage(each)));
        if (pages != null && Arrays.stream(types).noneMatch(pages::asksForPage)) {
            throw new InvalidQueryException("It returns a page, but has no parameter that asks for one.");
        }
        if (jakarta && asked && pages == null) {
            throw new InvalidQueryException("It has a parameter that asks for a page, but returns none.");
        }
        boolean needed = jakarta && result.isOne() && method.getReturnType() != java.util.Optional.class;
        return arguments -> {
            Object found = result.run(request.apply(arguments), first);
            if (found == null && needed) {
                throw JakartaErrors.empty(method);
            }
            return found;
        };
    }

    private Call counting(Method method, Function<Object[], Long> count) {
        Class<?> returned = expect(method, long.class, Long.class, int.class, Integer.class, void.class);
        return arguments -> {
            long number = count.apply(arguments);
            return returned == void.class
                    ? null
                    : returned == int.class || returned == Integer.class ? (Object) Math.toIntExact(number) : number;
        };
    }

    private static Class<?> expect(Method method, Class<?>... allowed) {
        Class<?> returned = method.getReturnType();
        if (!List.of(allowed).contains(returned)) {
            throw new InvalidQueryException("It returns " + returned.getSimpleName() + ", but can return only "
                    + Arrays.stream(allowed).map(Class::getSimpleName).collect(Collectors.joining(", ")) + ".");
        }
        return returned;
    }

    private @Nullable RepositoryTypes special(Class<?> parameter) {
        return libraries.stream()
                .filter(each -> each.isParameter(parameter))
                .findFirst()
                .orElse(null);
    }

    /** Returns the parameters that are values. */
    List<Parameter> values(Method method) {
        return Arrays.stream(method.getParameters())
                .filter(each -> special(each.getType()) == null)
                .toList();
    }

    /** Returns the name of a parameter: that of its annotation, or its own; null if the class file has no names. */
    static @Nullable String name(Parameter parameter) {
        for (Annotation each : parameter.getAnnotations()) {
            if (NAMES.contains(each.annotationType().getName())) {
                return value(each);
            }
        }
        return parameter.isNamePresent() ? parameter.getName() : null;
    }

    /** Returns the value of an annotation whose class may be missing at compile time. */
    private static String value(Annotation annotation) {
        try {
            return (String) annotation.annotationType().getMethod("value").invoke(annotation);
        } catch (ReflectiveOperationException e) {
            throw new InvalidQueryException("Its annotation " + annotation + " has no value: " + e + ".");
        }
    }

    /** Checks that the type of a parameter can be compared with a property. */
    private static final class ParameterCheck {
        private static final Map<Class<?>, Class<?>> PRIMITIVES =
                Map.of(boolean.class, Boolean.class, char.class, Character.class);

        /** Values of the classes that can be compared with properties of few other classes. */
        private static final Map<Class<?>, Object> SAMPLES = Map.of(
                Instant.class, Instant.EPOCH,
                LocalDate.class, LocalDate.EPOCH,
                LocalDateTime.class, LocalDateTime.MIN,
                LocalTime.class, LocalTime.NOON,
                OffsetDateTime.class, OffsetDateTime.MIN,
                Duration.class, Duration.ZERO,
                UUID.class, new UUID(0, 0));

        static void check(DerivedName.Part part, Parameter parameter) {
            Class<?> given = parameter.getType();
            RepositoryKeyword keyword = part.keyword();
            boolean many = Iterable.class.isAssignableFrom(given) || given.isArray();
            if (keyword == RepositoryKeyword.IN || keyword == RepositoryKeyword.NOT_IN) {
                if (!many || part.property().isCollection()) {
                    throw mismatch(part, parameter, many ? "a single value" : "a collection or an array");
                }
                return;
            }
            boolean contains = keyword == RepositoryKeyword.CONTAINING || keyword == RepositoryKeyword.NOT_CONTAINING;
            if (part.property().isCollection() && !many && !contains && given != Object.class) {
                throw mismatch(part, parameter, "a collection or an array, or the keyword Containing");
            }
            boolean text = part.ignoringCase()
                    || keyword == RepositoryKeyword.STARTING
                    || contains && !part.property().isCollection();
            if (text
                    && (given != String.class
                            || !part.property().isText() && !part.property().isCollection())) {
                throw mismatch(part, parameter, "a text on both sides");
            }
            Class<?> declared = part.property().type();
            if (declared == null || text || part.property().isCollection()) {
                return;
            }
            boolean numbers = isNumber(declared) && isNumber(given);
            boolean same = boxed(declared).isAssignableFrom(boxed(given))
                    || boxed(given).isAssignableFrom(boxed(declared));
            boolean plain = isNumber(declared) || declared == String.class || boxed(declared) == Boolean.class;
            if (plain && !numbers && !same) {
                throw mismatch(part, parameter, "a " + declared.getSimpleName());
            }
        }

        private static Class<?> boxed(Class<?> type) {
            return PRIMITIVES.getOrDefault(type, type);
        }

        private static boolean isNumber(Class<?> type) {
            return Number.class.isAssignableFrom(type)
                    || type.isPrimitive() && type != boolean.class && type != char.class;
        }

        private static InvalidQueryException mismatch(DerivedName.Part part, Parameter parameter, String expected) {
            return new InvalidQueryException(
                    part.keyword().words().get(0) + " on " + part.property().field() + " needs " + expected
                            + ", but the parameter is a "
                            + parameter.getType().getSimpleName() + ".");
        }
    }
}
