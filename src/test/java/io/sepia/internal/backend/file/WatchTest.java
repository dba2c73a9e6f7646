package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangeNotice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners are notified once of each external change to the files, and of the store's own writes as such. */
@Tag("alone")
class WatchTest {
    @TempDir(factory = FastDirectory.class)
    private Path directory;

    private final BlockingQueue<ChangeNotice> notices = new LinkedBlockingQueue<>();
    private Storage storage;

    @BeforeEach
    void open() {
        storage = Storage.open("filesystem", Map.of("path", directory));
        storage.documents("Note").save("n1", "\"one\"");
        storage.documents("Box").save("b1", "{\"note\":{\"$ref\":{\"class\":\"Note\",\"id\":\"n1\"}}}");
        storage.changes().onChange(notices::add);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void expect(ChangeKind kind, String key, boolean foreign) throws InterruptedException {
        ChangeNotice notice = notices.poll(20, TimeUnit.SECONDS);
        assertThat(notice).isNotNull();
        assertThat(notice.kind() + " " + notice.key() + " " + notice.foreign())
                .isEqualTo(kind + " " + key + " " + foreign);
    }

    private void expectNothingMore() throws InterruptedException {
        assertThat(notices.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void edits_inPlaceAndByRename_areReported() throws Exception {
        Files.writeString(directory.resolve("Note/n1"), "edited");
        expect(ChangeKind.UPDATED, "Note 'n1'", true);
        Path renamed = Files.writeString(directory.resolve("Note/.edit.tmp"), "renamed into place");
        Files.move(renamed, directory.resolve("Note/n1"), StandardCopyOption.ATOMIC_MOVE);
        expect(ChangeKind.UPDATED, "Note 'n1'", true);
        assertThat(storage.documents("Note").load("n1").content()).isEqualTo("\"renamed into place\"");
        Files.writeString(directory.resolve("Box/b1/data.json"), "{\"x\":1}");
        expect(ChangeKind.UPDATED, "Box 'b1'", true);
        expectNothingMore();
    }

    @Test
    void newAndDeletedFiles_areReported() throws Exception {
        Path made = Files.createDirectories(directory.resolve("New"));
        Files.writeString(made.resolve("x"), "new");
        expect(ChangeKind.CREATED, "New 'x'", true);
        Files.delete(made.resolve("x"));
        expect(ChangeKind.DELETED, "New 'x'", true);
        expectNothingMore();
    }

    @Test
    void ownWrites_areReportedOnceAsOwn() throws Exception {
        for (int i = 0; i < 20; i++) {
            storage.documents("Note").save("n1", "\"" + i + "\"");
            expect(ChangeKind.UPDATED, "Note 'n1'", false);
        }
        storage.documents("Note").delete("n1");
        expect(ChangeKind.DELETED, "Note 'n1'", false);
        expectNothingMore();
    }

    @Test
    void edits_rightAfterOwnWrites_areReported() throws Exception {
        for (int i = 0; i < 10; i++) {
            storage.documents("Note").save("n1", "\"own " + i + "\"");
            Files.writeString(directory.resolve("Note/n1"), "out " + i);
            expect(ChangeKind.UPDATED, "Note 'n1'", false);
            expect(ChangeKind.UPDATED, "Note 'n1'", true);
            assertThat(storage.documents("Note").load("n1").content()).isEqualTo("\"out " + i + "\"");
            Files.writeString(directory.resolve("Note/n1"), "two " + i);
            expect(ChangeKind.UPDATED, "Note 'n1'", true);
        }
        expectNothingMore();
    }

    @Test
    void damagedContainer_isReportedAndHidesNoOtherChange() throws Exception {
        Files.writeString(directory.resolve("Box/b1/data.json"), "no JSON");
        expect(ChangeKind.UPDATED, "Box 'b1'", true);
        Files.writeString(directory.resolve("Note/n1"), "edited");
        expect(ChangeKind.UPDATED, "Note 'n1'", true);
        expectNothingMore();
    }

    @Test
    void commitsOfAnotherStore_areReported() throws Exception {
        try (Storage other = Storage.open("filesystem", Map.of("path", directory))) {
            other.documents("Note").save("n1", "\"other\"");
            expect(ChangeKind.UPDATED, "Note 'n1'", true);
            other.documents("Note").save("n2", "1");
            expect(ChangeKind.CREATED, "Note 'n2'", true);
            other.documents("Note").delete("n2");
            expect(ChangeKind.DELETED, "Note 'n2'", true);
        }
        expectNothingMore();
    }
}
