package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Directories and files of the user in a store: no verb deletes them. */
class FilesOfOthersTest extends FileStoreFixture {
    private Path put(String file, String text) throws IOException {
        Path path = root().resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private void putProjects() throws IOException {
        put("Note/.git/config", "[core]");
        put("Note/.git/refs/heads/main", "0123");
        put("projects/x/README.md", "precious");
        Files.createDirectories(root().resolve("projects/empty"));
        Files.createSymbolicLink(root().resolve("projects/x/up"), Path.of("../.."));
    }

    private void assertProjectsStand() {
        assertThat(root().resolve("Note/.git/config")).hasContent("[core]");
        assertThat(root().resolve("Note/.git/refs/heads/main")).hasContent("0123");
        assertThat(root().resolve("projects/x/README.md")).hasContent("precious");
        assertThat(root().resolve("projects/x/up")).isSymbolicLink();
        assertThat(root().resolve("projects/empty")).isDirectory();
    }

    @Test
    void collectAndClear_directoriesOfTheUser_areLeftAloneAndReported() throws IOException {
        putProjects();
        try (Storage storage = Storage.open("filesystem", Map.of("path", root()))) {
            storage.documents("Note").save("n1", "1");
            storage.garbage().grace(Duration.ZERO).collect(Roots.NONE);
            assertProjectsStand();
            assertThat(storage.documents("Note").ids()).isEmpty();
            assertThat(storage.documents("projects").ids()).isEmpty();
            assertThat(storage.stats().unrecognizedFiles()).contains("Note/.git", "projects/x", "projects/empty");
            storage.documents("Note").save("n1", "1");
            storage.clear();
            storage.documents("Note").delete(".git");
            storage.documents("projects").clear();
        }
        assertProjectsStand();
    }

    @Test
    void save_objectInPlaceOfADirectoryOfTheUser_keepsItsFiles() throws IOException {
        putProjects();
        FileStorage store = open();
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> save(store, "projects", "x", "\"text\""))
                .withMessageContaining("projects/x")
                .withMessageContaining("Move them away");
        assertProjectsStand();
        save(store, "projects", "x", "{\"a\":" + ref("Note", "n1") + "}");
        save(store, "projects", "x", "{\"a\":2}");
        assertThat(content(open(), "projects", "x")).isEqualTo("{\"a\":2}");
        assertProjectsStand();
        change(store, tx -> tx.delete("projects", List.of("x")));
        assertThat(load(open(), "projects", "x")).isEmpty();
        assertProjectsStand();
    }

    @Test
    void saveAndDelete_containerWithFilesOfTheUser_keepThem() throws IOException {
        FileStorage store = open();
        String content = "{\"list\":[" + ref("Note", "n1") + "]}";
        save(store, "Box", "b1", content);
        put("Box/b1/notes.txt", "precious");
        put("Box/b1/list/deep/more.txt", "precious too");
        for (int i = 0; i < 3; i++) {
            String next = "{\"n\":" + i + ",\"list\":[" + ref("Note", "n" + i) + "]}";
            save(store, "Box", "b1", next);
            assertThat(content(store, "Box", "b1")).isEqualTo(next);
            assertThat(root().resolve("Box/b1/notes.txt")).hasContent("precious");
            assertThat(root().resolve("Box/b1/list/deep/more.txt")).hasContent("precious too");
        }
        assertThat(Files.exists(root().resolve("Box/b1/list/0000_n0"), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        save(store, "Box", "b1", "{\"n\":9}");
        assertThat(content(open(), "Box", "b1")).isEqualTo("{\"n\":9}");
        assertThat(root().resolve("Box/b1/list/deep/more.txt")).hasContent("precious too");
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> save(store, "Box", "b1", "\"text\""));
        assertThat(content(store, "Box", "b1")).isEqualTo("{\"n\":9}");

        change(store, BackendTransaction::clear);
        assertThat(load(open(), "Box", "b1")).isEmpty();
        assertThat(root().resolve("Box/b1/notes.txt")).hasContent("precious");
        assertThat(root().resolve("Box/b1/data.json")).doesNotExist();
        save(store, "Box", "b1", content);
        assertThat(content(open(), "Box", "b1")).isEqualTo(content);
        assertThat(root().resolve("Box/b1/notes.txt")).hasContent("precious");
    }

    @Test
    void save_nameOfAFileOfTheUserIsNeeded_keepsItUnderALongerName() throws IOException {
        FileStorage store = open();
        save(store, "Box", "b1", "{\"n\":1,\"owner\":" + ref("Person", "p1") + "}");
        Path owner = root().resolve("Box/b1/owner");
        Files.delete(owner);
        Files.createSymbolicLink(owner, Path.of("/outside"));
        put("Box/b1/items", "precious");
        put("Box/b1/items~", "older");
        put("Box/b1/best/deep/more.txt", "precious too");
        String next = "{\"best\":" + ref("Person", "p2") + ",\"items\":[" + ref("Person", "p3") + "],\"owner\":"
                + ref("Person", "p4") + "}";
        for (int i = 0; i < 2; i++) {
            save(store, "Box", "b1", next);
            assertThat(content(open(), "Box", "b1")).isEqualTo(next);
            assertThat(root().resolve("Box/b1/owner~")).isSymbolicLink();
            assertThat(root().resolve("Box/b1/best~/deep/more.txt")).hasContent("precious too");
            assertThat(List.of(
                            Files.readString(root().resolve("Box/b1/items~")),
                            Files.readString(root().resolve("Box/b1/items~~"))))
                    .containsExactlyInAnyOrder("precious", "older");
        }
    }

    @Test
    void save_directoryOfTheUserInPlaceOfAFile_isRefused() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "{\"a\":1}");
        Files.delete(root().resolve("Note/n1"));
        put("Note/n1/data.json", "{\"a\":2}");
        put("Note/n1/notes.txt", "precious");
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> save(store, "Note", "n1", "{\"a\":3}"))
                .withMessageContaining("Move them away");
        assertThat(root().resolve("Note/n1/notes.txt")).hasContent("precious");
        assertThat(content(store, "Note", "n1")).isEqualTo("{\"a\":2}");
    }

    @Test
    void sweep_directoryThatWasMovedAwayWithAFileOfTheUser_keepsIt() throws IOException {
        put(".sepia-old-0123456789abcdef-1/notes.txt", "precious");
        put(".sepia-old-0123456789abcdef-1/data.json", "{}");
        save(open(), "Note", "n1", "1");
        assertThat(root().resolve(".sepia-old-0123456789abcdef-1/notes.txt")).hasContent("precious");
        assertThat(root().resolve(".sepia-old-0123456789abcdef-1/data.json")).doesNotExist();
    }
}
