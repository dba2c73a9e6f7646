package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.NotUniqueException;
import io.sepia.query.IndexDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Unique values of files that are edited by hand. */
class EditedUniqueValuesTest extends FileStoreFixture {
    private FileStorage store;

    @BeforeEach
    void createIndex() {
        store = open();
        save(store, "person", "a", person("ada@x"));
        change(store, tx -> tx.indexes().add(new IndexDefinition("person", List.of("mail"), true), false));
    }

    private static String person(String mail) {
        return "{\"mail\":\"" + mail + "\"}";
    }

    private void rename(String id, String mail) throws IOException {
        try {
            Thread.sleep(30); // Directories are listed again when their times differ.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        Path staged = Files.writeString(directory.resolve("edited"), person(mail));
        Files.move(staged, root().resolve("person/" + id), StandardCopyOption.ATOMIC_MOVE);
    }

    private void refused(String id, String mail) {
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(() -> save(store, "person", id, person(mail)));
    }

    @Test
    void save_valueOfAFileRenamedIntoPlace_isRefused() throws IOException {
        save(store, "person", "b", person("bob@x"));
        rename("a", "new@x");
        for (FileStorage each : List.of(open(), store)) {
            store = each;
            assertThat(content(store, "person", "a")).isEqualTo(person("new@x"));
            refused("c", "new@x");
        }
        save(store, "person", "c", person("ada@x"));
    }

    @Test
    void save_valueThatTwoFilesHaveAfterOneWasDeleted_isRefused() throws IOException {
        rename("b", "ada@x");
        change(store, tx -> tx.delete("person", List.of("b")));
        refused("c", "ada@x");
        rename("b", "ada@x");
        refused("c", "ada@x");
        Files.delete(root().resolve("person/a"));
        refused("c", "ada@x");
        change(store, tx -> tx.delete("person", List.of("b")));
        save(store, "person", "c", person("ada@x"));
    }

    @Test
    void save_valueThatItsFileLostInPlace_isAccepted() throws IOException {
        refused("c", "ada@x");
        Files.writeString(root().resolve("person/a"), person("eva@x"));
        save(store, "person", "c", person("ada@x"));
        refused("d", "eva@x");
        refused("a", "ada@x");
    }

    @Test
    void save_valueThatAnEditedFileTookInPlace_isRefusedAfterItsOwnSave() throws IOException {
        Files.writeString(root().resolve("person/a"), person("eva@x"));
        assertThat(content(store, "person", "a")).isEqualTo(person("eva@x"));
        save(store, "person", "a", person("ivy@x"));
        refused("b", "ivy@x");
        save(store, "person", "b", person("eva@x"));
        save(store, "person", "c", person("ada@x"));
    }
}
