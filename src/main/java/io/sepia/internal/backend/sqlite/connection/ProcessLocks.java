package io.sepia.internal.backend.sqlite.connection;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The locks of this process on one file, as Linux lists them. SQLite holds a lock on a file in WAL mode as long as it
 * has it open.
 */
final class ProcessLocks {
    private static final String LIST = "/proc/locks";
    private static final int READINGS = 3;

    private final String file;
    private final String holder;

    /** @param file the file as the list names it */
    private ProcessLocks(String file) {
        this.file = file;
        this.holder = " " + ProcessHandle.current().pid() + file;
    }

    /** Returns the locks on a file; null where the system does not list locks. */
    static @Nullable ProcessLocks of(Path path) throws IOException {
        if (!Files.isReadable(Path.of(LIST))
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        Map<String, Object> file = Files.readAttributes(path, "unix:dev,ino");
        long device = number(file, "dev");
        long major = device >>> 8 & 0xfff | device >>> 32 & ~0xfffL;
        long minor = device & 0xff | device >>> 12 & ~0xffL;
        return new ProcessLocks(" %02x:%02x:%d ".formatted(major, minor, number(file, "ino")));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
    }

    /**
     * Returns whether this process holds a lock on the file.
     *
     * @throws IOException if the list cannot be read
     */
    boolean areHeld() throws IOException {
        // The system copies the list in parts, and may skip an entry when others are removed between two of them.
        for (int i = 0; i < READINGS; i++) {
            if (isListed(holder)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether any process holds a lock on the file.
     *
     * @throws IOException if the list cannot be read
     */
    boolean areHeldByAny() throws IOException {
        return isListed(file);
    }

    private boolean isListed(String part) throws IOException {
        // A channel would fail in an interrupted thread.
        try (BufferedReader list =
                new BufferedReader(new InputStreamReader(new FileInputStream(LIST), StandardCharsets.ISO_8859_1))) {
            for (String line = list.readLine(); line != null; line = list.readLine()) {
                if (line.contains(part)) {
                    return true;
                }
            }
            return false;
        }
    }
}
