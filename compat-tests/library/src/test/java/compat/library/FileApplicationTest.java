package compat.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileApplicationTest extends ApplicationSuite {
    @TempDir
    private Path folder;

    @Override
    Storage openEmpty() {
        return Storage.open("filesystem", Map.of("path", folder.resolve("store")));
    }

    @Test
    void reopenedDirectory_holdsWhatWasSaved() {
        Path store = folder.resolve("kept");
        Author author;
        try (Storage first = Storage.open("file", Map.of("path", store.toString()))) {
            author = first.save(new Author("Ada"));
        }

        assertThat(Files.isRegularFile(
                        store.resolve("Author").resolve(author.id().toString())))
                .isTrue();
        try (Storage second = Storage.configure("filesystem", Map.of("path", store.toString()))) {
            assertThat(second.load(Author.class, author.id())).isEqualTo(author);
        }
    }

    @Test
    void copy_toMemory_isEqual() {
        try (Storage files = openEmpty();
                Storage memory = Storage.open("memory", Map.of())) {
            files.save(new Author("Ada"));
            files.contents().copyTo(memory);
            assertThat(memory.contents().hash()).isEqualTo(files.contents().hash());
        }
    }
}
