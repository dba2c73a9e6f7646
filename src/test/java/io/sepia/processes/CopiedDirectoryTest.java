package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.file.FastDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application copies the directory of its open store, which releases its locks on the lock file. */
class CopiedDirectoryTest {
    @TempDir(factory = FastDirectory.class)
    private Path directory;

    private int attempts;

    /** Counts two further, in another object of the directory that the argument names. */
    public static void main(String[] arguments) {
        try (Storage storage = Storage.open("filesystem", Map.of("path", Path.of(arguments[0])))) {
            for (int i = 0; i < 2; i++) {
                storage.useTransaction(tx -> save(tx, "d", count(tx, "d") + 1));
            }
        }
    }

    private static int count(StorageTransaction tx, String id) {
        return tx.documents("Count")
                .find(id)
                .map(each -> Integer.parseInt(each.content()))
                .orElse(0);
    }

    private static void save(StorageTransaction tx, String id, int count) {
        tx.documents("Count").save(id, Integer.toString(count));
    }

    private Path root() {
        return directory.resolve("store");
    }

    private void copyAndCountElsewhere() {
        try (Stream<Path> files = Files.list(root())) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        each, Files.createDirectories(directory.resolve("copy")).resolve(each.getFileName()));
            }
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            CopiedDirectoryTest.class.getName(),
                            root().toString())
                    .inheritIO()
                    .start();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void countWhileTheDirectoryIsCopied(Storage storage) {
        while (true) {
            try {
                storage.useTransaction(tx -> {
                    int count = count(tx, "c");
                    if (attempts++ == 0) {
                        copyAndCountElsewhere();
                    }
                    save(tx, "c", count + 1);
                });
                return;
            } catch (StorageException e) {
                assertThat(e).isInstanceOf(RetryableException.class);
            }
        }
    }

    @Test
    void copyOfTheOpenDirectoryInATransaction_losesNoUpdate() {
        try (Storage storage = Storage.open("filesystem", Map.of("path", root()))) {
            storage.useTransaction(tx -> save(tx, "c", 1));
            countWhileTheDirectoryIsCopied(storage);
        }
        try (Storage storage = Storage.open("filesystem", Map.of("path", root()))) {
            assertThat(attempts).isGreaterThan(1);
            for (String id : List.of("c", "d")) {
                assertThat(storage.documents("Count").load(id).content()).isEqualTo("2");
                assertThat(storage.documents("Count").load(id).version()).isEqualTo(2);
            }
        }
    }
}
