package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.LibraryLock;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two class loaders, each with its own copy of the library and of the SQLite driver, in one JVM. */
class TwoCopiesTest {
    @TempDir
    Path directory;

    @Test
    void open_fileThatAnotherCopyHasOpen_isRefusedUntilItIsClosed() throws Exception {
        Path file = directory.resolve("store.db");
        try (LibraryCopy copy = new LibraryCopy()) {
            Object other = copy.open("sqlite", Map.of("database_path", file.toString()));
            assertThatThrownBy(() -> Storage.open(file))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("another copy of this library")
                    .hasMessageContaining("Close the other store");
            LibraryCopy.call(other.getClass(), other, "close");
        }
        try (Storage storage = Storage.open(file)) {
            storage.documents("Note").save("a", "{}");
        }
    }

    @Test
    void open_fileThatThisCopyHasOpen_isRefusedToAnotherCopyEvenForReading() throws Exception {
        Path file = directory.resolve("store.db");
        try (Storage storage = Storage.open(file);
                Storage same = Storage.open(file);
                LibraryCopy copy = new LibraryCopy()) {
            storage.documents("Note").save("a", "{}");
            assertThat(same.documents("Note").exists("a")).isTrue();
            assertThatThrownBy(() -> copy.open("sqlite", Map.of("database_path", file.toString(), "read_only", "true")))
                    .hasMessageContaining("another copy of this library");
        }
        String inode = "ino=" + Files.getAttribute(file, "unix:ino") + ")";
        assertThat(System.getProperties().stringPropertyNames())
                .noneMatch(each -> each.startsWith("io.sepia.open:") && each.endsWith(inode));
    }

    @Test
    void open_directoryThatAnotherCopyHasOpen_isRefused() throws Exception {
        Path files = directory.resolve("files");
        try (Storage storage = Storage.open("filesystem", Map.of("path", files));
                LibraryCopy copy = new LibraryCopy()) {
            storage.documents("Note").save("a", "{}");
            assertThatThrownBy(() -> copy.open("filesystem", Map.of("path", files.toString())))
                    .hasMessageContaining(files.toString())
                    .hasMessageContaining("another copy of this library");
        }
    }

    @Test
    void lock_ofACopyWhoseClassLoaderIsCollected_isReleased() throws Exception {
        String identity = "test:" + directory;
        WeakReference<ClassLoader> loader = lockInACopy(identity);
        assertThatThrownBy(() -> LibraryLock.acquire(identity, "it")).isInstanceOf(ConfigurationException.class);
        LibraryLock lock = null;
        for (int i = 0; i < 100 && lock == null; i++) {
            System.gc();
            Thread.sleep(20);
            lock = System.getProperty("io.sepia.open:" + identity) == null ? LibraryLock.acquire(identity, "it") : null;
        }
        assertThat(lock).isNotNull();
        assertThat(loader.get()).isNull();
        lock.release();
    }

    private static WeakReference<ClassLoader> lockInACopy(String identity) throws Exception {
        try (LibraryCopy copy = new LibraryCopy()) {
            Class<?> type = copy.loader().loadClass(LibraryLock.class.getName());
            LibraryCopy.call(type, null, "acquire", identity, "it");
            return new WeakReference<>(copy.loader());
        }
    }
}
