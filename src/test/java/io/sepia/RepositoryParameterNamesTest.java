package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.ConfigurationException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that were compiled without {@code -parameters}, so that their class files have no parameter names. */
class RepositoryParameterNamesTest {
    private static final String SOURCE = """
            import io.sepia.model.Stored;
            import jakarta.data.repository.*;
            import java.util.List;

            public class Repositories {
                @Stored
                public record Book(String id, String title, int arg0) {}

                public interface Finding extends DataRepository<Book, String> {
                    @Find
                    List<Book> titled(int arg0);
                }

                public interface Deleting extends DataRepository<Book, String> {
                    @Delete
                    long titled(String title);
                }

                public interface Querying extends DataRepository<Book, String> {
                    @Query("title = :arg0")
                    List<Book> titled(String arg0);
                }

                public interface Named extends DataRepository<Book, String> {
                    @Find
                    List<Book> titled(@By("title") String text);

                    @Query("arg0 < ?1 and title = :title")
                    List<Book> before(int most, @Param("title") String text);

                    List<Book> findByTitle(String text);
                }
            }
            """;

    @TempDir
    private Path directory;

    private URLClassLoader loader;
    private Storage storage;

    @BeforeEach
    void open() throws IOException {
        Path source = Files.writeString(directory.resolve("Repositories.java"), SOURCE);
        JavaSources.compile(directory, List.of(source));
        loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
        storage = Storage.open("memory", Map.of());
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
        loader.close();
    }

    @Test
    void method_thatNeedsANameItsClassFileLacks_isRefused() throws Exception {
        assertRefused("Finding", "titled(int)", "with -parameters, or name the properties with @By");
        assertRefused("Deleting", "titled(String)", "with -parameters, or name the properties with @By");
        assertRefused("Querying", "titled(String)", "with -parameters, or name them with @Param");
    }

    @Test
    void method_thatNamesWhatItNeeds_isAccepted() throws Exception {
        assertThat(storage.repository(loader.loadClass("Repositories$Named"))).isNotNull();
    }

    private void assertRefused(String name, String... parts) throws Exception {
        Class<?> repository = loader.loadClass("Repositories$" + name);
        assertThatThrownBy(() -> storage.repository(repository))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be honoured")
                .hasMessageContainingAll(parts);
    }
}
