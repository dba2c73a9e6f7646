package io.sepia.internal.codec.kotlin;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Recognizes classes that were written in Kotlin. */
public final class KotlinClasses {
    /** What an application adds whose classes cannot be created, for messages. */
    public static final String REMEDY =
            "It is a Kotlin class: add the dependency com.fasterxml.jackson.module:jackson-module-kotlin in the version of"
                    + " jackson-databind, which the store finds by itself";

    private KotlinClasses() {}

    /** Returns whether a class needs Jackson's module for Kotlin, which the application does not have. */
    public static boolean lacksModule(Class<?> type) {
        return isKotlin(type) && KotlinModules.find().isEmpty();
    }

    /** Returns whether a class was compiled from Kotlin. */
    public static boolean isKotlin(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(each -> each.annotationType().getName().equals("kotlin.Metadata"));
    }

    /** Returns the only instance of a class that is a Kotlin {@code object}, or null. */
    static @Nullable Object instance(Class<?> type) {
        if (!Modifier.isFinal(type.getModifiers()) || !isKotlin(type)) {
            return null;
        }
        try {
            Field field = type.getDeclaredField("INSTANCE");
            if (field.getType() != type || !Modifier.isStatic(field.getModifiers())) {
                return null;
            }
            field.setAccessible(true);
            return field.get(null);
        } catch (NoSuchFieldException e) {
            return null;
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            throw new IllegalStateException("The instance of " + type.getName() + " cannot be read", e);
        }
    }
}
