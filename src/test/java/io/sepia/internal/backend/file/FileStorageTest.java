package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layout of the files, the effects of external changes, and the protection of files outside the directory. */
class FileStorageTest {
    @TempDir(factory = FastDirectory.class)
    private Path directory;

    private final List<FileStorage> opened = new ArrayList<>();

    private Path root() {
        return directory.resolve("store");
    }

    private FileStorage open() {
        FileStorage store = FileStorage.open(Map.of("path", root()));
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(FileStorage::close);
    }

    private static void change(FileStorage store, Consumer<BackendTransaction> work) {
        try (BackendTransaction tx = store.begin(Access.READ_WRITE)) {
            work.accept(tx);
            tx.commit();
        }
    }

    private static void save(FileStorage store, String className, String id, String content) {
        ObjectType type = content.contains("$ref") ? ObjectType.CONTAINER : ObjectType.SERIALIZABLE;
        change(
                store,
                tx -> tx.save(List.of(
                        new DocumentWrite(new ObjectKey(className, id), type, content, null, WriteCondition.NONE))));
    }

    private static <T> T read(FileStorage store, Function<BackendTransaction, T> work) {
        try (BackendTransaction tx = store.begin(Access.READ_ONLY)) {
            return work.apply(tx);
        }
    }

    private static Optional<StoredDocument> load(FileStorage store, String className, String id) {
        return read(store, tx -> tx.load(new ObjectKey(className, id)));
    }

    private static String content(FileStorage store, String className, String id) {
        return load(store, className, id).orElseThrow().content();
    }

    private static String ref(String className, String id) {
        return "{\"$ref\":{\"class\":\"" + className + "\",\"id\":\"" + id + "\"}}";
    }

    /** Lists all files below the root except the store's own files; links are listed with their targets. */
    private TreeSet<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(each -> !Files.isDirectory(each, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .filter(each -> !each.getFileName().toString().startsWith(".sepia"))
                    .map(each -> root().relativize(each) + (Files.isSymbolicLink(each) ? " -> " + target(each) : ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

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
