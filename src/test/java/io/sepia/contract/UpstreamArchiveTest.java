package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.error.DocumentFormatException;
import io.sepia.report.ConflictPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups that the Crystal library has made. */
class UpstreamArchiveTest {
    private static final String MANIFEST =
            "{\"version\":\"1.0\",\"created_at\":\"2026-11-23T04:31:48Z\",\"root_objects\":[],\"all_objects\":{}}";

    @TempDir
    private Path directory;

    private Storage storage;

    @BeforeEach
    void open() {
        storage = Storage.open("memory", Map.of());
    }

    private static void entry(ByteArrayOutputStream out, String name, char type, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0000000000\0000000000\000%011o\00000000000000\0".formatted(bytes.length));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        out.writeBytes(header);
        out.writeBytes(bytes);
        out.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private Backup archive(ByteArrayOutputStream out) throws IOException {
        out.writeBytes(new byte[1024]);
        return Backup.of(Files.write(directory.resolve("b.tar"), out.toByteArray()));
    }

    @Test
    void archiveOfTheOriginal_isVerifiedAndRestored() throws IOException {
        Path file = directory.resolve("one.tar");
        try (var in = UpstreamArchiveTest.class.getResourceAsStream("/upstream-stores/one-note-backup.tar")) {
            Files.copy(in, file);
        }
        Backup backup = Backup.of(file);

        backup.verify();
        assertThat(backup.createdAt()).isEqualTo(Instant.parse("2026-11-23T04:31:48Z"));
        assertThat(backup.restoreInto(storage, ConflictPolicy.FAIL).written()).isEqualTo(1);
        assertThat(storage.documents("Note").load("loose").content()).isEqualTo("\"nobody points here\"");
        backup.restoreTo(directory.resolve("restored.db"));
        try (Storage restored = Storage.open(directory.resolve("restored.db"))) {
            assertThat(restored.documents("Note").ids()).containsExactly("loose");
        }
    }

    @Test
    void archiveWithContainersAndLongNames_isRestored() throws IOException {
        String id = "é".repeat(60);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry(out, "objects/House/h/data.json", '\0', "{\"name\":\"h\"}");
        entry(out, "././@LongLink", 'L', "objects/Note/" + id + "\0");
        entry(out, "objects/Note/cut", '\0', "long");
        entry(out, "objects/Note/", '5', "");
        entry(out, "metadata.json", '\0', MANIFEST);

        archive(out).restoreInto(storage, ConflictPolicy.FAIL);

        assertThat(storage.documents("House").load("h").content()).contains("\"name\":\"h\"");
        assertThat(storage.documents("Note").ids()).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "objects/../../victim",
                "objects/Note/../../../victim",
                "objects//etc",
                "objects/Note/./x",
                "objects/",
                "objects/Note/a\\..\\b"
            })
    void nameOutsideTheObjects_isRefused(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry(out, name, '0', "mine");
        entry(out, "metadata.json", '0', MANIFEST);
        Backup backup = archive(out);

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> backup.restoreInto(storage, ConflictPolicy.FAIL));
        assertThat(directory.resolve("victim")).doesNotExist();
        assertThat(storage.contents().verify().documents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '6'})
    void linkOrDevice_isRefused(char type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entry(out, "objects/Note/x", type, "");
        entry(out, "metadata.json", '0', MANIFEST);

        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(archive(out)::verify)
                .withMessageContaining("neither a file nor a directory");
    }

    @Test
    void fileThatIsAlsoADirectory_orWithoutManifest_orCut_isRefused() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        entry(both, "objects/Note/x", '0', "a");
        entry(both, "objects/Note/x/y", '0', "b");
        entry(both, "metadata.json", '0', MANIFEST);
        assertThatExceptionOfType(DocumentFormatException.class).isThrownBy(archive(both)::verify);

        ByteArrayOutputStream without = new ByteArrayOutputStream();
        entry(without, "objects/Note/x", '0', "a");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(archive(without)::verify)
                .withMessageContaining("metadata.json");

        ByteArrayOutputStream cut = new ByteArrayOutputStream();
        entry(cut, "objects/Note/x", '0', "a");
        Files.write(directory.resolve("b.tar"), cut.toByteArray());
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(Backup.of(directory.resolve("b.tar"))::verify)
                .withMessageContaining("ends too early");
    }
}
