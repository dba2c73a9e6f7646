package io.sepia.internal.backend;

import io.sepia.error.ConfigurationException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/**
 * The lock of this copy of the library on a file or directory. Each class loader that loads the library has a copy of
 * its own, and locks that the operating system grants belong to the process: they do not keep copies apart, and are
 * lost when one copy closes the file. The lock is a system property, since all copies in a JVM see it.
 *
 * <p>It is released by {@link #release}, and when the class loader of the copy is collected. See decision 0190.
 */
public final class LibraryLock {
    private static final String PREFIX = "io.sepia.open:";
    private static final String COPY = UUID.randomUUID().toString();
    private static final Cleaner CLEANER = Cleaner.create();
    /** Lives as long as the class loader of this copy. */
    private static final Object LOADED = new Object();

    private static final String ABANDONED = COPY + " abandoned";

    private final String name;
    private final Cleaner.Cleanable property;

    private LibraryLock(String name, Cleaner.Cleanable property) {
        this.name = name;
        this.property = property;
    }

    /**
     * Returns what identifies an existing file, whatever its path: its device and inode; on Windows, where there is no
     * such identity, its real path.
     */
    public static String identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath().toString() : key.toString();
    }

    /**
     * Acquires the lock. This copy must not hold it already.
     *
     * @param identity that of {@link #identity}, or what identifies a directory
     * @param path the file or directory in messages
     * @throws ConfigurationException if another copy of the library holds the lock
     */
    public static LibraryLock acquire(String identity, String path) {
        String name = PREFIX + identity;
        Object holder = System.getProperties().putIfAbsent(name, COPY);
        if (holder != null && !holder.equals(COPY)) {
            throw new ConfigurationException(path + " is open in another copy of this library, which another class"
                    + " loader of this JVM has loaded. Two copies would destroy each other's locks, and with them the"
                    + " data. Close the other store first: an application server's application closes it when it"
                    + " stops. To use both at the same time, load the library and its drivers once, by a class loader"
                    + " that both applications share. If the other store is gone without having been closed, restart"
                    + " the JVM, or remove the system property " + name + ".");
        }
        return new LibraryLock(name, CLEANER.register(LOADED, removal(name)));
    }

    /**
     * Checks that no store of this JVM has a file open. To read it by other means than SQLite would release SQLite's
     * locks, and to replace it would lose the store.
     *
     * @throws ConfigurationException if one has
     * @throws IOException if the file cannot be examined
     */
    public static void checkNotOpen(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String holder = System.getProperty(PREFIX + identity(file));
        if (holder != null && !holder.equals(ABANDONED)) {
            throw new ConfigurationException("The file " + file + " is open as a store in this process, and cannot be"
                    + " an export or be salvaged. Name another file, or close the store first.");
        }
    }

    /**
     * Returns an action that removes a system property. It consists of classes of the JDK only, because the cleaner
     * keeps it, and a class of this copy would keep the class loader.
     */
    private static Runnable removal(String name) {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        try {
            MethodHandle clear = MethodHandles.publicLookup()
                    .findStatic(System.class, "clearProperty", MethodType.methodType(String.class, String.class));
            // The action's class is defined in the context class loader, or in the system's if there is none.
            thread.setContextClassLoader(null);
            return MethodHandleProxies.asInterfaceInstance(
                    Runnable.class,
                    MethodHandles.insertArguments(clear, 0, name).asType(MethodType.methodType(void.class)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("System.clearProperty is not accessible", e);
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    /**
     * Keeps the lock after its store was closed. {@link #checkNotOpen} disregards it: another file may get its
     * identity.
     */
    public void abandon() {
        System.setProperty(name, ABANDONED);
    }

    /** Releases the lock. Idempotent. */
    public void release() {
        property.clean();
    }
}
