package compat.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteApplicationTest extends ApplicationSuite {
    @TempDir
    private Path folder;

    @Override
    Storage openEmpty() {
        return Storage.open(folder.resolve("app_data.db"));
    }

    @Test
    void reopenedFile_holdsWhatWasSaved() {
        Path file = folder.resolve("kept.db");
        Author author;
        try (Storage first = Storage.open(file)) {
            author = first.save(new Author("Ada"));
        }

        try (Storage second = Storage.configure("sqlite", Map.of("database_path", file.toString()))) {
            assertThat(second.load(Author.class, author.id())).isEqualTo(author);
        }
    }
}
