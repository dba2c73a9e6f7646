package io.sepia.corpus;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The public classes and enums of the packages of the platform from which applications take values. */
final class PlatformTypes {
    private static final Set<String> PACKAGES = Set.of(
            "java.base/java/lang",
            "java.base/java/math",
            "java.base/java/net",
            "java.base/java/nio/file",
            "java.sql/java/sql",
            "java.base/java/time",
            "java.base/java/util",
            "java.base/java/util/concurrent",
            "java.base/java/util/concurrent/atomic",
            "java.base/java/util/regex");

    private PlatformTypes() {}

    static List<Class<?>> all() throws IOException {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        return PACKAGES.stream()
                .sorted()
                .flatMap(each -> in(modules.resolve(each)))
                .filter(PlatformTypes::isValue)
                .toList();
    }

    private static Stream<Class<?>> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .map(Path::toString)
                    .filter(each -> each.endsWith(".class") && !each.endsWith("-info.class"))
                    .sorted()
                    .<Class<?>>map(PlatformTypes::load)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
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

    /** Returns whether a class is public, and there can be an instance of it: it has a constructor or a factory. */
    private static boolean isValue(Class<?> type) {
        if (type.isInterface() || type.isAnnotation() || !Modifier.isPublic(type.getModifiers())) {
            return false;
        }
        if (type.isMemberClass()) {
            return false;
        }
        if (type.isEnum()) {
            return true;
        }
        boolean factory = Stream.of(type.getMethods())
                .anyMatch(each -> Modifier.isStatic(each.getModifiers())
                        && each.getReturnType() == type
                        && each.getDeclaringClass() == type);
        boolean constructor = type.getConstructors().length > 0 && !Modifier.isAbstract(type.getModifiers());
        return factory || constructor;
    }
}
