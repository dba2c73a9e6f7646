package io.sepia.internal.codec.kotlin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Kotlin value class. A property declared as one has a field of the type of its only property, unless null or a type
 * argument requires an instance, which the compiler calls its box. Unsigned numbers and {@code kotlin.time.Duration}
 * are value classes. See decision 0255.
 */
public final class ValueClass {
    private static final ClassValue<Optional<ValueClass>> KNOWN = new ClassValue<>() {
        @Override
        protected Optional<ValueClass> computeValue(Class<?> type) {
            return find(type);
        }
    };

    private final Class<?> type;
    private final Method box;
    private final Method unbox;

    private ValueClass(Class<?> type, Method box, Method unbox) {
        this.type = type;
        this.box = box;
        this.unbox = unbox;
    }

    /** Returns the value class that {@code type} is, or empty. */
    public static Optional<ValueClass> of(Class<?> type) {
        return KNOWN.get(type);
    }

    private static Optional<ValueClass> find(Class<?> type) {
        if (!Modifier.isFinal(type.getModifiers()) || !KotlinClasses.isKotlin(type)) {
            return Optional.empty();
        }
        Optional<Method> box = method(type, "box-impl", 1);
        Optional<Method> unbox = method(type, "unbox-impl", 0);
        return box.isEmpty() || unbox.isEmpty()
                ? Optional.empty()
                : Optional.of(new ValueClass(type, box.get(), unbox.get()));
    }

    private static Optional<Method> method(Class<?> type, String name, int parameters) {
        Optional<Method> found = Arrays.stream(type.getDeclaredMethods())
                .filter(each -> each.getName().equals(name) && each.getParameterCount() == parameters)
                .findFirst();
        found.ifPresent(each -> each.setAccessible(true));
        return found;
    }

    /** Returns the value in an instance of a value class, and any other object itself. */
    public static Object unboxed(Object given) {
        Optional<ValueClass> type = of(given.getClass());
        if (type.isEmpty()) {
            return given;
        }
        Object value = type.get().call(type.get().unbox, given);
        return value == null ? given : unboxed(value);
    }

    /** Returns the class of boxes. */
    public Class<?> type() {
        return type;
    }

    /** Returns the type of the property in a box. */
    public Class<?> underlying() {
        return unbox.getReturnType();
    }

    /** Returns the box of a value, without the checks of the class's constructor. */
    public Object box(Object value) {
        return call(box, null, value);
    }

    private Object call(Method method, @Nullable Object receiver, Object... arguments) {
        try {
            return method.invoke(receiver, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("A value of " + type.getName() + " cannot be boxed or unboxed", e);
        }
    }
}
