package io.sepia.internal.codec.kotlin;

import com.fasterxml.jackson.databind.Module;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.ServiceLoader;

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
            Class<?> type = Class.forName(MODULE + "$Builder", true, module.getClassLoader());
            Class<?> feature = Class.forName(module.getPackageName() + ".KotlinFeature", true, module.getClassLoader());
            Object builder = type.getConstructor().newInstance();
            Method enable = type.getMethod("enable", feature);
            for (Object each : feature.getEnumConstants()) {
                String name = each.toString();
                if (name.equals("NewStrictNullChecks") || name.equals("UseJavaDurationConversion")) {
                    enable.invoke(builder, each);
                }
            }
            return (Module) type.getMethod("build").invoke(builder);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("Jackson's module for Kotlin is another one than expected: " + module, e);
        }
    }
}
