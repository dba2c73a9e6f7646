package io.sepia.internal.codec.kotlin;

import com.fasterxml.jackson.databind.Module;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** Finds Jackson's module for Kotlin, which applications in Kotlin add. */
public final class KotlinModules {
    private static final String MODULE = "com.fasterxml.jackson.module.kotlin.KotlinModule";

    private KotlinModules() {}

    /**
     * Returns the module if the application has it: with checks of null in collections, and durations as texts in ISO
     * 8601. Other modules are not loaded, since they change the output.
     */
    public static Optional<Module> find() {
        return ServiceLoader.load(Module.class).stream()
                .map(ServiceLoader.Provider::type)
                .filter(each -> each.getName().equals(MODULE))
                .findFirst()
                .map(KotlinModules::create);
    }

    private static Module create(Class<? extends Module> module) {
        try {
            Class<?> type =
                    only(module.getClasses(), each -> each.getSimpleName().equals("Builder"));
            Object builder = type.getConstructor().newInstance();
            Method enable = only(
                    type.getMethods(), each -> each.getName().equals("enable") && each.getParameterTypes()[0].isEnum());
            for (Object each : enable.getParameterTypes()[0].getEnumConstants()) {
                String name = each.toString();
                if (name.equals("NewStrictNullChecks") || name.equals("UseJavaDurationConversion")) {
                    enable.invoke(builder, each);
                }
            }
            return (Module) type.getMethod("build").invoke(builder);
        } catch (NoSuchElementException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("Jackson's module for Kotlin is another one than expected: " + module, e);
        }
    }

    private static <T> T only(T[] all, Predicate<T> wanted) {
        return Arrays.stream(all).filter(wanted).findFirst().orElseThrow();
    }
}
