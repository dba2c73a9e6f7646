package io.sepia.hostile;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A second copy of the library and of its drivers, in a class loader of its own. */
final class LibraryCopy implements AutoCloseable {
    private final URLClassLoader loader;

    LibraryCopy() {
        URL[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(LibraryCopy::url)
                .toArray(URL[]::new);
        loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (IOException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    ClassLoader loader() {
        return loader;
    }

    /** Opens a store, as {@code Storage.open} does. */
    Object open(String backend, Map<String, ?> options) throws Exception {
        return call(loader.loadClass("io.sepia.Storage"), null, "open", backend, options);
    }

    /** Calls a public method of the copy, and throws what it throws. */
    static Object call(Class<?> type, Object target, String method, Object... arguments) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(type.getClassLoader());
        try {
            return Arrays.stream(type.getMethods())
                    .filter(each -> each.getName().equals(method) && accepts(each.getParameterTypes(), arguments))
                    .findFirst()
                    .orElseThrow()
                    .invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    private static boolean accepts(Class<?>[] types, Object[] arguments) {
        return types.length == arguments.length
                && IntStream.range(0, types.length).allMatch(i -> types[i].isInstance(arguments[i]));
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
