package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The effects of external changes, and the protection of files outside the directory. */
class ExternalEditsTest extends FileStoreFixture {
    @Test
    void unrecognizedFiles_areReportedAndLeftAlone() throws Exception {
        Path outside = Files.writeString(directory.resolve("outside"), "secret");
        Files.createDirectories(root().resolve("Note"));
        Files.createDirectories(root().resolve("Box/b1/list"));
        Files.writeString(root().resolve("Note/n1"), "x");
        Files.writeString(root().resolve("Note/n1.tmp"), "half");
        Files.writeString(root().resolve("README"), "of somebody");
        Files.createSymbolicLink(root().resolve("Note/evil"), outside);
        Files.createSymbolicLink(root().resolve("Planted"), directory);
        Files.writeString(root().resolve("Box/b1/data.json"), "{\"a\":1}");
        Files.writeString(root().resolve("Box/b1/more.txt"), "?");
        Files.createSymbolicLink(root().resolve("Box/b1/up"), Path.of("../../../outside"));
        Files.createSymbolicLink(root().resolve("Box/b1/passwd"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root().resolve("Box/b1/list/0000_n1"), Path.of("../../../Note/n1"));
        Files.createSymbolicLink(root().resolve("Box/b1/list/0001_gone"), Path.of("../../../Note/gone"));
        assertThat(new ProcessBuilder("mkfifo", root().resolve("Note/pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        FileStorage store = open();
        assertThat(read(store, BackendTransaction::classes)).isEqualTo(Map.of("Box", 1L, "Note", 1L));
        assertThat(content(store, "Box", "b1"))
                .isEqualTo("{\"a\":1,\"list\":[" + ref("Note", "n1") + "," + ref("Note", "gone") + "]}");
        assertThat(store.unrecognizedFiles())
                .containsExactlyInAnyOrder(
                        "Note/n1.tmp",
                        "Note/evil",
                        "Note/pipe",
                        "README",
                        "Planted",
                        "Box/b1/more.txt",
                        "Box/b1/up",
                        "Box/b1/passwd");
        save(store, "Note", "evil", "\"good\"");
        change(store, tx -> tx.delete("Note", List.of("n1")));
        assertThat(Files.readString(outside)).isEqualTo("secret");
        assertThat(Files.isSymbolicLink(root().resolve("Note/evil"))).isFalse();
        assertThat(root().resolve("Note/n1.tmp")).exists();
    }

    @Test
    void save_throughAPlantedDirectory_isRefused() throws IOException {
        Files.createDirectories(root());
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.createSymbolicLink(root().resolve("Note"), outside);
        FileStorage store = open();

        assertThatThrownBy(() -> save(store, "Note", "n1", "1")).isInstanceOf(StorageFailureException.class);
        assertThat(outside).isEmptyDirectory();
        save(store, "Other", "n1", "1");
        assertThat(content(store, "Other", "n1")).isEqualTo("1");
    }

    @Test
    void clear_leavesUnrecognizedFiles() throws IOException {
        Files.createDirectories(root());
        Files.writeString(root().resolve("README"), "x");
        FileStorage store = open();
        save(store, "Note", "n1", "1");
        change(store, BackendTransaction::clear);

        assertThat(files()).containsExactly("README");
    }

    @Test
    void edits_byOtherPrograms_areSeen() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        save(store, "Note", "n2", "\"two\"");
        StoredDocument before = load(store, "Note", "n1").orElseThrow();
        Files.writeString(root().resolve("Note/n1"), "edited");
        Files.writeString(root().resolve("Note/n3"), "new");
        Files.delete(root().resolve("Note/n2"));

        assertThat(load(store, "Note", "n1").orElseThrow()).satisfies(now -> {
            assertThat(now.content()).isEqualTo("\"edited\"");
            assertThat(now.version()).isEqualTo(2);
            assertThat(now.createdAt()).isEqualTo(before.createdAt());
        });
        assertThat(eventually(store)).containsExactly("n1", "n3");
        assertThat(load(store, "Note", "n2")).isEmpty();
        assertThat(content(store, "Note", "n3")).isEqualTo("\"new\"");
        save(store, "Note", "n1", "\"ours\"");
        assertThat(load(store, "Note", "n1").orElseThrow().version()).isEqualTo(3);
    }

    /** Reads until n3 is seen: an external change within 20 ms of one by the store may take a second to be seen. */
    private static List<String> eventually(FileStorage store) {
        List<String> ids = List.of();
        for (int i = 0; i < 150 && !ids.contains("n3"); i++) {
            ids = read(store, tx -> tx.ids("Note"));
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return ids;
    }

    @Test
    void container_editedByAnotherProgram_isReadFromItsFiles() throws IOException {
        FileStorage store = open();
        save(store, "Box", "b1", "{\"note\":" + ref("Note", "n1") + ",\"title\":\"T\"}");
        Files.delete(root().resolve("Box/b1/note"));
        Files.createSymbolicLink(root().resolve("Box/b1/note"), Path.of("../../Note/n2"));

        assertThat(content(store, "Box", "b1")).isEqualTo("{\"title\":\"T\",\"note\":" + ref("Note", "n2") + "}");
        Files.writeString(root().resolve("Box/b1/data.json"), "no JSON");
        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> load(store, "Box", "b1"))
                .withMessageContaining("Box 'b1'")
                .withMessageContaining("data.json");
        Files.delete(root().resolve("Box/b1/data.json"));
        assertThat(content(store, "Box", "b1")).isEqualTo("{\"note\":" + ref("Note", "n2") + "}");
    }

    @Test
    void secondStore_seesTheFirstOnesCommitsAtOnce() {
        FileStorage one = open();
        FileStorage other = open();
        for (int i = 1; i <= 50; i++) {
            save(one, "Note", "n" + i % 5, "\"one " + i + "\"");
            assertThat(content(other, "Note", "n" + i % 5)).isEqualTo("\"one " + i + "\"");
            save(other, "Note", "n" + i % 5, "\"other " + i + "\"");
            assertThat(content(one, "Note", "n" + i % 5)).isEqualTo("\"other " + i + "\"");
        }
        List<String> ids = read(one, tx -> tx.ids("Note"));
        List<String> idsThere = read(other, tx -> tx.ids("Note"));
        assertThat(ids).isEqualTo(idsThere).hasSize(5);
    }
}
