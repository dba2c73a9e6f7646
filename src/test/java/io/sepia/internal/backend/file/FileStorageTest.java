package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The layout of the files. */
class FileStorageTest extends FileStoreFixture {
    @Test
    void open_writesNothing() {
        open();
        assertThat(root()).doesNotExist();
    }

    @Test
    void open_fileInsteadOfDirectory_isRefused() throws IOException {
        Files.writeString(root(), "x");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(this::open)
                .withMessageContaining("not a directory");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> FileStorage.open(Map.of()))
                .withMessageContaining("path");
        assertThat(Files.readString(root())).isEqualTo("x");
    }

    @Test
    void save_bareTextAndBytes_areTheFile() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"a\\n½😀\"");
        save(store, "Note", "n2", "{\"$bytes\":\"/wAB\"}");
        save(store, "Note", "n3", "{\"title\": \"T\"}");

        assertThat(Files.readString(root().resolve("Note/n1"))).isEqualTo("a\n½😀");
        assertThat(Files.readAllBytes(root().resolve("Note/n2"))).containsExactly(0xFF, 0, 1);
        assertThat(Files.readString(root().resolve("Note/n3"))).isEqualTo("{\"title\": \"T\"}");
        assertThat(content(store, "Note", "n1")).isEqualTo("\"a\\n½😀\"");
        assertThat(content(store, "Note", "n2")).isEqualTo("{\"$bytes\":\"/wAB\"}");
    }

    @Test
    void save_container_hasTheLayoutOfTheCrystalLibrary() throws IOException {
        FileStorage store = open();
        String content = "{\"note\":" + ref("Note", "n1") + ",\"title\":\"T\",\"list\":[" + ref("Note", "n.1") + ","
                + ref("Note", "n2") + "],\"map\":{\"a/b\":" + ref("Note", "n1") + ",\"k\":" + ref("Leaf", "l") + "},"
                + "\"mixed\":[1," + ref("Note", "n1") + "],\"empty\":[]}";
        save(store, "Box", "b1", content);

        assertThat(files())
                .containsExactlyInAnyOrder(
                        "Box/b1/data.json",
                        "Box/b1/note -> ../../Note/n1",
                        "Box/b1/list/0000_%=n%2E1 -> ../../../Note/%=n%2E1",
                        "Box/b1/list/0001_n2 -> ../../../Note/n2",
                        "Box/b1/map/%=a%2Fb -> ../../../Note/n1",
                        "Box/b1/map/k -> ../../../Leaf/l");
        assertThat(Files.readString(root().resolve("Box/b1/data.json")))
                .isEqualTo("{\"title\":\"T\",\"mixed\":[1," + ref("Note", "n1") + "],\"empty\":[]}");
        assertThat(content(store, "Box", "b1")).isEqualTo(content);
        // Without journal and sidecar, the same content is read with its members in another order.
        Files.delete(root().resolve(Journal.NAME));
        Files.delete(root().resolve("Box/b1").resolve(Container.SIDECAR));
        assertThat(content(open(), "Box", "b1"))
                .isEqualTo("{\"title\":\"T\",\"mixed\":[1," + ref("Note", "n1") + "],\"empty\":[],\"list\":["
                        + ref("Note", "n.1") + "," + ref("Note", "n2") + "],\"map\":{\"a/b\":" + ref("Note", "n1")
                        + ",\"k\":" + ref("Leaf", "l") + "},\"note\":" + ref("Note", "n1") + "}");
    }

    @Test
    void save_longList_hasNumbersOfOneWidth() throws IOException {
        FileStorage store = open();
        String content = "{\"list\":"
                + IntStream.range(0, 10_001)
                        .mapToObj(i -> ref("Note", "n" + i % 7))
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
        save(store, "Box", "b1", content);

        assertThat(Files.isSymbolicLink(root().resolve("Box/b1/list/00000_n0"))).isTrue();
        Files.delete(root().resolve(Journal.NAME));
        assertThat(content(open(), "Box", "b1")).isEqualTo(content);
        // As the Crystal library writes them: four digits, and more where needed.
        Path list = root().resolve("Box/b1/list");
        for (int i = 0; i < 10_000; i++) {
            String name = String.format("%05d_n%d", i, i % 7);
            Files.move(list.resolve(name), list.resolve(name.substring(1)));
        }
        assertThat(content(open(), "Box", "b1")).isEqualTo(content);
    }

    @Test
    void save_containerThreeTimes_leavesNothingOfEarlier() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"x\"");
        for (int i = 0; i < 3; i++) {
            save(
                    store,
                    "Box",
                    "b1",
                    "{\"n\":" + i + ",\"note\":" + ref("Note", "n1") + ",\"list\":[" + ref("Note", "n1")
                            + "],\"nested\":" + ref("Box", "b1") + "}");
        }
        assertThat(load(store, "Box", "b1").orElseThrow().version()).isEqualTo(3);
        save(store, "Box", "b1", "{\"n\":4,\"note\":null,\"list\":[]}");

        assertThat(content(open(), "Box", "b1")).isEqualTo("{\"n\":4,\"note\":null,\"list\":[]}");
        assertThat(files()).containsExactlyInAnyOrder("Box/b1/data.json", "Note/n1");
        assertThat(Files.readString(root().resolve("Box/b1/data.json")))
                .isEqualTo("{\"n\":4,\"note\":null,\"list\":[]}");
    }

    @Test
    void store_thatWasMoved_isTheSame() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"x\"");
        save(store, "Box", "b1", "{\"note\":" + ref("Note", "n1") + "}");
        StoredDocument before = load(store, "Box", "b1").orElseThrow();
        store.close();
        Path moved = Files.move(root(), directory.resolve("moved"));
        try (FileStorage other = FileStorage.open(Map.of("path", moved))) {
            assertThat(load(other, "Box", "b1")).contains(before);
            assertThat(Files.readString(moved.resolve("Box/b1/note"))).isEqualTo("x");
        }
    }

    @Test
    void ids_ofGenerations_keepTheirFilesAndNewOnesAreEscaped() throws IOException {
        Files.createDirectories(root().resolve("Note"));
        Files.writeString(root().resolve("Note/report.1"), "generation");
        FileStorage store = open();
        save(store, "Note", "report.2023", "\"2023\"");
        save(store, "Note", "report.2024", "\"2024\"");
        save(store, "Note", "report.1", "\"edited\"");

        assertThat(files()).containsExactly("Note/%=report%2E2023", "Note/%=report%2E2024", "Note/report.1");
        assertThat(FileNames.isGeneration("report.1")).isTrue();
        assertThat(FileNames.isGeneration("%=report%2E2023")).isFalse();
        assertThat(content(open(), "Note", "report.2023")).isEqualTo("\"2023\"");
        assertThat(content(open(), "Note", "report.1")).isEqualTo("\"edited\"");
    }

    @Test
    void reader_sawStateBefore_whenItsOwnStoreReplacesFiles() {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        try (BackendTransaction reader = store.begin(Access.READ_ONLY)) {
            save(store, "Note", "n1", "\"two\"");
            change(store, tx -> tx.delete("Note", List.of("n1")));
            assertThat(reader.load(new ObjectKey("Note", "n1")).orElseThrow().content())
                    .isEqualTo("\"one\"");
        }
    }

    @Test
    void journal_thatIsTruncated_losesVersionsAndNoContent() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n1", "\"one\"");
        save(store, "Note", "n2", "\"two\"");
        store.close();
        Path journal = root().resolve(Journal.NAME);
        byte[] bytes = Files.readAllBytes(journal);
        for (int length = bytes.length; length >= 0; length -= 7) {
            Files.write(journal, java.util.Arrays.copyOf(bytes, length));
            try (FileStorage cut = FileStorage.open(Map.of("path", root()))) {
                assertThat(content(cut, "Note", "n1")).as("%s bytes", length).isEqualTo("\"one\"");
                assertThat(content(cut, "Note", "n2")).as("%s bytes", length).isEqualTo("\"two\"");
                save(cut, "Note", "n3", "\"" + length + "\"");
                assertThat(content(cut, "Note", "n3")).isEqualTo("\"" + length + "\"");
            }
        }
    }

    @Test
    void readOnly_refusesToWrite() {
        save(open(), "Note", "n1", "1");
        try (FileStorage store = FileStorage.open(Map.of("path", root(), "read_only", true))) {
            assertThat(content(store, "Note", "n1")).isEqualTo("1");
            assertThatThrownBy(() -> save(store, "Note", "n1", "2"))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("read_only");
        }
    }

    @Test
    void names_thatLookEscaped_standForThemselves() {
        for (String name : List.of("%=a%2fb", "%=a/b", "%zz", "100%", "%=%", "%#x")) {
            String spelled = FileNames.ofId(name);
            if (!spelled.startsWith("%#")) {
                assertThat(FileNames.id(spelled)).as(name).isEqualTo(name);
            }
            assertThat(spelled).doesNotContain("/");
        }
        assertThat(FileNames.id("%=a%2fb")).isEqualTo("%=a%2fb");
        assertThat(FileNames.ofId("100%")).isEqualTo("100%");
        assertThat(FileNames.ofClass(".events")).isEqualTo("%=%2Eevents");
        assertThat(FileNames.ofId("a.tmp")).isEqualTo("%=a%2Etmp");
        assertThat(FileNames.id("a.tmp")).isNull();
    }
}
