package io.sepia.internal.backend.sqlite.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The locks of this process on one file, as Linux lists them. SQLite holds a lock on a file in WAL mode as long as it
 * has it open.
 */
final class ProcessLocks {
    private static final Path LIST = Path.of("/proc/locks");

    private final String holder;

    private ProcessLocks(String holder) {
        this.holder = holder;
    }

    /** Returns the locks on a file; null where the system does not list locks. */
    static @Nullable ProcessLocks of(Path path) throws IOException {
        if (!Files.isReadable(LIST)
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        Map<String, Object> file = Files.readAttributes(path, "unix:dev,ino");
        long device = ((Number) file.get("dev")).longValue();
        long major = device >>> 8 & 0xfff | device >>> 32 & ~0xfffL;
        long minor = device & 0xff | device >>> 12 & ~0xffL;
        return new ProcessLocks(" %d %02x:%02x:%d "
                .formatted(ProcessHandle.current().pid(), major, minor, ((Number) file.get("ino")).longValue()));
    }

    /** Returns whether this process holds a lock on the file. */
    boolean areHeld() {
        try (Stream<String> lines = Files.lines(LIST, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(each -> each.contains(holder));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
