package io.sepia.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageException;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.query.IndexEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportSourceTest {
    private static final String DOCUMENT = "{\"class\":\"Note\",\"id\":\"%s\",\"type\":\"serializable\",\"version\":1,"
            + "\"created\":\"2026-01-31T12:00:00Z\",\"updated\":\"2026-01-31T12:00:00Z\",\"content\":{}}\n";

    @TempDir
    private Path directory;

    /** Records its input as text. */
    static final class Recorder implements ImportSource.Visitor {
        final List<String> found = new ArrayList<>();

        @Override
        public void index(IndexEntry index) {
            found.add("index " + index.definition().className());
        }

        @Override
        public void eventsOf(String className) {
            found.add("events of " + className);
        }

        @Override
        public void document(StoredDocument document) {
            found.add(document.key() + " " + document.content());
        }

        @Override
        public void event(LoggedEvent event) {
            found.add("event " + event.type() + " of " + event.key());
        }

        @Override
        public void historyOf(String className, HistoryRule rule) {
            found.add("history of " + className);
        }

        @Override
        public void generation(StoredGeneration generation) {
            found.add("generation " + generation.number());
        }

        @Override
        public void contentless(ObjectKey key) {
            found.add(key + " without content");
        }
    }

    private List<String> read(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("export"), bytes);
        Recorder recorder = new Recorder();
        ImportSource.of(file, ImportSource.STRICT).read(recorder);
        return recorder.found;
    }

    private List<String> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String export(String lines, long documents, long events) {
        return ExportFormat.header() + "\n" + lines + ExportFormat.end(documents, events, 0) + "\n";
    }

    @Test
    void read_everyKindOfLine_inTheOrderOfTheFile() throws Exception {
        String lines = "{\"index\":{\"class\":\"Note\",\"fields\":[\"a\"],\"unique\":false,\"declared\":false}}\n"
                + "{\"events_of\":\"Note\"}\n\n"
                + "{\"history_of\":\"Note\",\"every_save\":true,\"generations\":0,\"days\":0}\n"
                + DOCUMENT.formatted("n1")
                + "{\"event\":{\"class\":\"Note\",\"id\":\"n1\",\"type\":\"created\",\"generation\":1,"
                + "\"at\":\"2026-01-31T12:00:00Z\"}}\n";
        assertThat(read(export(lines, 1, 1)))
                .containsExactly(
                        "index Note",
                        "events of Note",
                        "history of Note",
                        "Note 'n1' {}",
                        "event CREATED of Note 'n1'");
    }

    @Test
    void read_packedByGzip_isTheSame() throws Exception {
        Path packed = directory.resolve("packed");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(export(DOCUMENT.formatted("n1"), 1, 0).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(Files.readAllBytes(packed))).containsExactly("Note 'n1' {}");
    }

    @ParameterizedTest
    @CsvSource({"2, 0, 2 documents and 0 events", "1, 3, 1 documents and 3 events"})
    void read_endWithOtherCounts_isRefused(long documents, long events, String found) {
        assertRefused(export(DOCUMENT.formatted("n1"), documents, events), found);
    }

    @Test
    void read_withoutItsEnd_isRefused() {
        assertRefused(ExportFormat.header() + "\n" + DOCUMENT.formatted("n1"), "cut off after line 2");
    }

    @Test
    void read_linesBehindTheEndOrOfNoKind_areRefused() {
        assertRefused(export("", 0, 0) + DOCUMENT.formatted("n1"), "line 3 comes after the end");
        assertRefused(export("{\"what\":1}\n", 0, 0), "line 2 is of an unknown kind");
    }

    @Test
    void read_ofANewerLibrary_isRefused() {
        assertThatExceptionOfType(IncompatibleStoreException.class)
                .isThrownBy(() -> read("{\"format\":\"sepia-export\",\"version\":99}\n"));
    }

    @Test
    void read_bytesThatAreNoUtf8_areRefused() {
        byte[] bytes = export(DOCUMENT.formatted("n1"), 1, 0).getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 60] = (byte) 0xFF;
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining("not UTF-8");
    }

    @Test
    void read_anyOtherFile_isRefused() {
        assertRefused("[1]", "is not an export");
        assertRefused("", "is not an export");
    }

    private void assertRefused(String text, String message) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(message);
    }
}
