package io.sepia.corpus;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.chrono.ChronoLocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The public classes and enums of the packages of the platform from which applications take values. */
final class PlatformTypes {
    private static final List<String> PACKAGES = List.of(
            "java.base/java/lang",
            "java.base/java/math",
            "java.base/java/net",
            "java.base/java/nio/file",
            "java.sql/java/sql",
            "java.base/java/time",
            "java.base/java/time/chrono",
            "java.base/java/time/format",
            "java.base/java/time/temporal",
            "java.base/java/time/zone",
            "java.base/java/util",
            "java.base/java/util/concurrent",
            "java.base/java/util/concurrent/atomic",
            "java.base/java/util/regex");

    /** Classes that no release has finished yet, so they cannot be used without an option of the compiler. */
    private static final String PREVIEW = "java.util.concurrent.Structure";

    /** Interfaces that properties are declared as, and arrays. */
    private static final List<Class<?>> CONTRACTS = List.of(
            Path.class,
            CharSequence.class,
            Number.class,
            Iterable.class,
            Collection.class,
            List.class,
            Set.class,
            SortedSet.class,
            NavigableSet.class,
            Queue.class,
            Deque.class,
            BlockingQueue.class,
            Map.class,
            SortedMap.class,
            NavigableMap.class,
            ConcurrentMap.class,
            Map.Entry.class,
            ChronoLocalDate.class,
            boolean[].class,
            byte[].class,
            short[].class,
            char[].class,
            int[].class,
            long[].class,
            float[].class,
            double[].class,
            String[].class,
            int[][].class);

    private PlatformTypes() {}

    static List<Class<?>> all() throws IOException {
        List<Class<?>> types = classes();
        types.addAll(CONTRACTS);
        return types;
    }

    /** Returns the concrete classes and enums of which there can be an instance. */
    static List<Class<?>> classes() throws IOException {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        List<Class<?>> all = new ArrayList<>();
        for (String each : PACKAGES) {
            try (Stream<Path> files = Files.list(modules.resolve(each))) {
                files.map(Path::toString)
                        .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                        .sorted()
                        .map(PlatformTypes::load)
                        .filter(PlatformTypes::isPublic)
                        .filter(type -> !type.getName().startsWith(PREVIEW))
                        .forEach(all::add);
            }
        }
        Set<Class<?>> returned = new HashSet<>();
        all.forEach(
                each -> Stream.of(each.getMethods()).map(Method::getReturnType).forEach(returned::add));
        all.removeIf(each -> !hasInstances(each, returned));
        return all;
    }

    private static Class<?> load(String file) {
        String name =
                file.replaceFirst("^/modules/[^/]*/", "").replace(".class", "").replace('/', '.');
        try {
            return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isPublic(outer));
    }

    /** Returns whether a class has a constructor or a factory, or is returned by a method of another class. */
    private static boolean hasInstances(Class<?> type, Set<Class<?>> returned) {
        if (type.isInterface() || type == Void.class) {
            return false;
        }
        if (Modifier.isAbstract(type.getModifiers()) && !type.isEnum()) {
            return Stream.of(type.getMethods())
                    .anyMatch(each -> Modifier.isStatic(each.getModifiers()) && each.getReturnType() == type);
        }
        return type.isEnum() || type.getConstructors().length > 0 || returned.contains(type);
    }

    /** Returns the type arguments with which properties of a type are declared. */
    static String parameters(Class<?> type) {
        int count = type.getTypeParameters().length;
        if (type == EnumMap.class) {
            return "<java.time.DayOfWeek, String>";
        }
        if (type == EnumSet.class || type == Enum.EnumDesc.class) {
            return "<java.time.DayOfWeek>";
        }
        if (type == DelayQueue.class) {
            return "<java.util.concurrent.Delayed>";
        }
        if (type == Class.class || type == Enum.class) {
            return "<?>";
        }
        if (type == ConcurrentHashMap.KeySetView.class) {
            return "<String, Boolean>";
        }
        return count == 0 ? "" : count == 1 ? "<String>" : "<String, String>";
    }

    /** Returns whether a property of a type may hold null and come back as an empty value. */
    static boolean isNullable(Class<?> type) {
        return type.getSimpleName().startsWith("Optional") || type == AtomicReference.class;
    }
}
