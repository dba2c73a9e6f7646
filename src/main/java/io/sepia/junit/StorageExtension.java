package io.sepia.junit;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.StorageFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test an empty store for its parameter of type {@link Storage}, the same one for its {@code @BeforeEach}
 * and {@code @AfterEach} methods, and closes it after the test.
 *
 * <pre>{@code
 * @ExtendWith(StorageExtension.class)
 * class NotesTest {
 *     @Test
 *     void note_isStored(Storage storage) { … }
 * }
 * }</pre>
 *
 * <p>Registered by {@code @ExtendWith}, it gives stores in memory. Register {@link #sqlite} by
 * {@code @RegisterExtension} for SQLite files in temporary directories, which are deleted.
 */
@SuppressWarnings("exports") // JUnit's module is optional; tests have it.
public final class StorageExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(StorageExtension.class);

    private final boolean file;
    private final Map<String, ?> options;

    /** Creates an extension that gives stores in memory. */
    public StorageExtension() {
        this(false, Map.of());
    }

    private StorageExtension(boolean file, Map<String, ?> options) {
        this.file = file;
        this.options = Map.copyOf(options);
    }

    /** Returns an extension that gives stores in temporary SQLite files, with these options. */
    public static StorageExtension sqlite(Map<String, ?> options) {
        return new StorageExtension(true, options);
    }

    /** A store and its directory, if it has one. */
    private record Opened(Storage storage, @Nullable Path directory) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Storage.class
                && context.getTestMethod().isPresent();
    }

    @Override
    public Storage resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store values = context.getStore(NAMESPACE);
        Opened opened = values.get(this, Opened.class);
        if (opened == null) {
            opened = open();
            values.put(this, opened);
        }
        return opened.storage();
    }

    private Opened open() {
        if (!file) {
            return new Opened(Storage.open("memory", options), null);
        }
        try {
            Path directory = Files.createTempDirectory("sepia-test");
            return new Opened(
                    StorageBuilder.of(directory.resolve("store.db"))
                            .options(options)
                            .open(),
                    directory);
        } catch (IOException e) {
            throw new StorageFailureException("Creating a temporary directory for a store failed", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Opened opened = context.getStore(NAMESPACE).remove(this, Opened.class);
        if (opened == null) {
            return;
        }
        opened.storage().close();
        if (opened.directory() != null) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(opened.directory())) {
                files = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : files) {
                Files.delete(each);
            }
        }
    }
}
