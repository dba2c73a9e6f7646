package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.HistoryRule;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Scrubbing;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What remains in files of objects that were forgotten. */
class ForgetTest {
    private static final String SECRET = "Xyzzy-Secret-";

    @Stored(value = "person", events = true)
    record Person(String id, @Indexed String name, String text) {}

    @TempDir
    Path directory;

    private Storage open(String backend, String... more) {
        Map<String, Object> options = new java.util.HashMap<>(
                backend.equals("sqlite")
                        ? Map.of("database_path", directory.resolve("store.db"))
                        : Map.of("path", directory.resolve("store")));
        options.put("changes", "on");
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return Storage.open(backend, options);
    }

    /** Returns the files that contain the secret. */
    private List<String> holding(String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("-shm"))
                    .filter(file -> contains(file, text))
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            // One character per byte, so that the search also finds text among binary data.
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "filesystem"})
    void forget_leavesNoByteOfAnObject(String backend) throws IOException {
        Random random = new Random(4711);
        try (Storage storage = open(backend)) {
            storage.history(Person.class).keep(HistoryRule.ALL);
            for (int round = 0; round < 6; round++) {
                for (int i = 0; i < 60; i++) {
                    String secret = SECRET + (i < 20 ? "gone" : "stays") + random.nextInt();
                    String text = "t".repeat(random.nextInt(3) == 0 ? 9_000 : random.nextInt(400)) + secret;
                    storage.save(new Person("p" + i, "n" + secret, text), Map.of("who", secret));
                }
            }
            // Finally the current contents contain no secret; overwritten data still does.
            for (int i = 0; i < 20; i++) {
                storage.save(new Person("p" + i, "clean", "clean"), Map.of("who", "nobody"));
            }
            storage.delete(Person.class, "p3");
            assertThat(holding(SECRET + "gone")).isNotEmpty();
            List<String> ids = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> "p" + i)
                    .toList();
            assertThat(storage.history(Person.class).forget(ids)).isEqualTo(19);

            // A SQLite file is read by another process only: closing it here would release this process's locks.
            if (!backend.equals("sqlite")) {
                assertThat(holding(SECRET + "gone")).isEmpty();
            }
            assertThat(storage.count(Person.class)).isEqualTo(40);
            assertThat(storage.history(Person.class, "p59").count()).isEqualTo(6);
        }
        assertThat(holding(SECRET + "gone")).isEmpty();
        assertThat(holding(SECRET + "stays")).isNotEmpty();
        try (Storage storage = open(backend)) {
            assertThat(storage.history(Person.class, "p1").list()).isEmpty();
            assertThat(storage.history(Person.class, "p1").events()).isEmpty();
            assertThat(storage.history(Person.class, "p30").events()).hasSize(6);
            assertThat(storage.history(Person.class, "p30").count()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forget_purgingTheFilesFails_saysThatTheObjectsAreDeleted(boolean busy) {
        StorageException failure = busy ? new StorageBusyException("Busy.") : new StorageFailureException("Full.");
        Scrubbing failing = () -> {
            throw failure;
        };
        try (Storage storage = WrappedStore.open(
                InMemoryStorage.options(), given -> with(failing, InMemoryStorage.open(given)), false, Map.of())) {
            storage.save(new Person("p", SECRET, "t"));

            assertThatExceptionOfType(failure.getClass())
                    .isThrownBy(() -> storage.history(Person.class).forget("p"))
                    .withMessageContaining("are deleted")
                    .withMessageEndingWith(failure.getMessage());

            assertThat(storage.exists(Person.class, "p")).isFalse();
        }
    }

    private static StorageBackend with(Scrubbing capability, StorageBackend backend) {
        return (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("capability") && given[0] == Scrubbing.class) {
                        return Optional.of(capability);
                    }
                    try {
                        return method.invoke(backend, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void forget_whileAReaderHoldsTheLog_saysSo() throws IOException {
        try (Storage storage = open("sqlite", "busy_timeout", "200")) {
            storage.save(new Person("p", SECRET, "t"));
            storage.saveAll(java.util.stream.IntStream.range(0, 1_000)
                    .mapToObj(i -> new Person("q" + i, "other", "t"))
                    .toList());
            try (Stream<Person> reading = storage.stream(Person.class)) {
                assertThat(reading.iterator().next().id()).isEqualTo("p");
                assertThatExceptionOfType(StorageBusyException.class)
                        .isThrownBy(() -> storage.history(Person.class).forget("p"))
                        .withMessageContaining("forget the same objects again");
            }
            assertThat(storage.exists(Person.class, "p")).isFalse();
            assertThat(storage.history(Person.class).forget("p")).isFalse();
        }
        assertThat(holding(SECRET)).isEmpty();
    }
}
