package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageException;
import io.sepia.model.Stored;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that cannot be read is reported, can be replaced and deleted, and hides no other. */
class DamagedFilesTest {
    @Stored("Box")
    record Box(String id, int size, Note note) {}

    @Stored("Note")
    record Note(String id, String text) {}

    @TempDir(factory = FastDirectory.class)
    private Path root;

    private Storage storage;

    @BeforeEach
    void damage() throws IOException {
        storage = Storage.open("filesystem", Map.of("path", root));
        for (int i = 1; i <= 3; i++) {
            storage.saveGraph(new Box("b" + i, i, new Note("n" + i, "text")));
        }
        Files.writeString(root.resolve("Box/b2/data.json"), "{\"size\":");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static void assertNames(StorageException error) {
        assertThat(error).hasMessageContaining("b2");
    }

    @Test
    void queries_oneContainerIsDamaged_findTheOthersAndReportIt() {
        List<StorageException> reports = new ArrayList<>();
        assertThat(storage.query(Box.class).where("size >= 1").list())
                .extracting(Box::id)
                .containsExactly("b1", "b3");
        assertThat(storage.query(Box.class).where("size >= 1").count()).isEqualTo(2);
        assertThat(storage.query(Box.class).skippingUnreadable(reports::add).list())
                .extracting(Box::id)
                .containsExactly("b1", "b3");
        assertThat(reports).hasSize(1).allSatisfy(DamagedFilesTest::assertNames);
        assertThat(storage.query(Note.class).list()).hasSize(3);
        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.load(Box.class, "b2"))
                .withMessageContaining("data.json");
        assertThat(storage.documents("Box").ids()).containsExactly("b1", "b2", "b3");
    }

    @Test
    void exportAndCopy_oneContainerIsDamaged_haveTheOthersAndReportIt() {
        List<StorageException> reports = new ArrayList<>();
        StringWriter exported = new StringWriter();
        storage.contents().exportData(exported, reports::add);
        assertThat(reports).hasSize(1).allSatisfy(DamagedFilesTest::assertNames);
        assertThat(exported.toString()).contains("\"b1\"", "\"b3\"").doesNotContain("\"b2\"");
        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.contents().exportData(new StringWriter()))
                .withMessageContaining("b2");
    }

    @Test
    void saveAndDelete_damagedContainer_takePlace() throws IOException {
        storage.save(new Box("b2", 22, storage.load(Note.class, "n2")));
        assertThat(storage.load(Box.class, "b2").size()).isEqualTo(22);
        Files.writeString(root.resolve("Box/b2/data.json"), "no JSON");
        assertThat(storage.delete(Box.class, "b2")).isTrue();
        assertThat(root.resolve("Box/b2")).doesNotExist();
        Files.writeString(root.resolve("Box/b3/data.json"), "no JSON");
        assertThat(storage.clear(Box.class)).isEqualTo(2);
        assertThat(storage.documents("Box").ids()).isEmpty();
    }

    @Test
    void collect_objectsThatOnlyADamagedContainerRefersTo_isRefused() throws IOException {
        assertThat(storage.documents("Note").whoReferences("n2")).containsExactly(new ObjectKey("Box", "b2"));
        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.garbage().grace(Duration.ZERO).collect(Roots.classNames("Box")))
                .satisfies(DamagedFilesTest::assertNames);
        assertThat(storage.documents("Note").ids()).hasSize(3);
        Files.writeString(root.resolve("Box/b2/data.json"), "{\"size\":2}");
        assertThat(storage.garbage()
                        .grace(Duration.ZERO)
                        .collect(Roots.classNames("Box"))
                        .keys())
                .isEmpty();
    }

    @Test
    void use_fileLargerThanADocumentCanBe_isReportedAndHidesNoOther() throws IOException {
        Path large = root.resolve("Note/large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(2_362_232_012L);
        }
        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.load(Note.class, "large"))
                .withMessageContaining("2362232012 bytes");
        assertThat(storage.query(Note.class).where("text = 'text'").list()).hasSize(3);
        assertThat(storage.delete(Note.class, "large")).isTrue();
        assertThat(large).doesNotExist();
    }

    @Test
    void read_pipeInPlaceOfTheData_isReportedAndEndsWithoutWaiting() throws Exception {
        Path data = root.resolve("Box/b1/data.json");
        Files.delete(data);
        assertThat(new ProcessBuilder("mkfifo", data.toString()).start().waitFor())
                .isZero();
        assertThat(storage.documents("Box").load("b1").content())
                .contains("\"n1\"")
                .doesNotContain("size");
        assertThat(storage.stats().unrecognizedFiles()).contains("Box/b1/data.json");
        assertThat(storage.delete(Box.class, "b1")).isTrue();
        assertThat(Files.exists(data)).isTrue();
    }
}
