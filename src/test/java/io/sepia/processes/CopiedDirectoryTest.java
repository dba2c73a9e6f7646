package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.error.RetryableException;
import io.sepia.internal.backend.file.FastDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application copies the directory of its open store, which releases its locks on the lock file. */
class CopiedDirectoryTest {
    private static final int COUNTS = Integer.getInteger("sepia.counts", 150);

    @TempDir(factory = FastDirectory.class)
    private Path directory;

    /** Arguments: the directory, and how far to count. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        AtomicBoolean stop = new AtomicBoolean();
        Thread copying = new Thread(() -> {
            while (!stop.get()) {
                copy(
                        root,
                        Path.of(arguments[0] + "-copy-"
                                + ProcessHandle.current().pid()));
            }
        });
        try (Storage storage = Storage.open("filesystem", Map.of("path", root))) {
            copying.start();
            for (int i = 0; i < Integer.parseInt(arguments[1]); ) {
                try {
                    storage.useTransaction(tx -> {
                        int count = tx.documents("Count")
                                .find("c")
                                .map(each -> Integer.parseInt(each.content()))
                                .orElse(0);
                        tx.documents("Count").save("c", Integer.toString(count + 1));
                    });
                    i++;
                } catch (RuntimeException e) {
                    if (!(e instanceof RetryableException)) {
                        throw e;
                    }
                }
            }
        } finally {
            stop.set(true);
            copying.join();
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.toList()) {
                Path copy = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (NoSuchFileException | java.io.UncheckedIOException e) {
            // The store has moved a file, which such a copy has to put up with.
            Thread.yield();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CopiedDirectoryTest.class.getName(),
                        directory.resolve("store").toString(),
                        Integer.toString(COUNTS))
                .inheritIO()
                .start();
    }

    @Test
    void copyOfTheOpenDirectory_losesNoUpdate() throws Exception {
        Process one = start();
        Process other = start();
        try {
            assertThat(one.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(other.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            one.destroyForcibly();
            other.destroyForcibly();
        }
        assertThat(one.exitValue()).isZero();
        assertThat(other.exitValue()).isZero();
        try (Storage storage = Storage.open("filesystem", Map.of("path", directory.resolve("store")))) {
            assertThat(storage.documents("Count").load("c").content()).isEqualTo(Integer.toString(2 * COUNTS));
            assertThat(storage.documents("Count").load("c").version()).isEqualTo(2 * COUNTS);
        }
    }
}
