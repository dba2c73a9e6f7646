package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Journals as crashes leave them: with a transaction whose files are not in their places, or with damaged lines. */
class UnfinishedJournalTest extends FileStoreFixture {
    private static final String DONE = "[\"done\"";
    private static final String COMMIT = "[\"commit\"";

    private Path journal() {
        return root().resolve(Journal.NAME);
    }

    private String text() throws IOException {
        return Files.readString(journal(), StandardCharsets.ISO_8859_1);
    }

    private void text(String text) throws IOException {
        Files.writeString(journal(), text, StandardCharsets.ISO_8859_1);
    }

    private FileStorage openReadOnly() {
        return FileStorage.open(Map.of("path", root(), "read_only", true));
    }

    private static String zeroed(String text, int from, int to) {
        return text.substring(0, from) + "\0".repeat(to - from) + text.substring(to);
    }

    private static void save(FileStorage store, String content, String metadata) {
        change(
                store,
                tx -> tx.save(List.of(new DocumentWrite(
                        new ObjectKey("Note", "n"), ObjectType.SERIALIZABLE, content, metadata, WriteCondition.NONE))));
    }

    private void savedTwice() {
        FileStorage store = open();
        save(store, "1", null);
        save(store, "2", "{\"of\":\"second\"}");
        store.close();
    }

    private void isSavedTwice() {
        try (FileStorage store = FileStorage.open(Map.of("path", root()))) {
            assertThat(load(store, "Note", "n")).hasValueSatisfying(found -> {
                assertThat(found.content()).isEqualTo("2");
                assertThat(found.version()).isEqualTo(2);
                assertThat(found.metadata()).isEqualTo("{\"of\":\"second\"}");
            });
        }
    }

    @Test
    void lastDoneLineIsZeroed_keepsTheTransaction() throws IOException {
        savedTwice();
        String text = text();
        text(zeroed(text, text.lastIndexOf(DONE), text.length()));

        isSavedTwice();
        try (FileStorage store = FileStorage.open(Map.of("path", root()))) {
            save(store, "3", null);
            assertThat(load(store, "Note", "n").orElseThrow().version()).isEqualTo(3);
        }
    }

    @Test
    void lastDoneLineIsZeroedBeforeAnUnfinishedTransaction_keepsTheTransaction() throws IOException {
        savedTwice();
        String text = text();
        int done = text.lastIndexOf(DONE);
        String steps = text.substring(0, text.lastIndexOf(COMMIT));
        text(zeroed(text, done, text.length()) + "\0".repeat(400) + steps.substring(steps.lastIndexOf("[\"put\"")));

        isSavedTwice();
    }

    @Test
    void linesOfAnUnfinishedTransaction_areReplacedByTheNextOne() throws IOException {
        savedTwice();
        text(text() + "[\"put\",\"Note\",\"n\"\n\0\0\0");

        isSavedTwice();
        try (FileStorage store = FileStorage.open(Map.of("path", root()))) {
            save(store, "3", null);
            assertThat(load(store, "Note", "n").orElseThrow().version()).isEqualTo(3);
        }
        assertThat(text()).doesNotContain("\0");
    }

    @Test
    void doneLineIsZeroedBeforeALaterTransaction_keepsBoth() throws IOException {
        savedTwice();
        String text = text();
        int done = text.indexOf(DONE);
        text(zeroed(text, done, text.indexOf('\n', done) + 1));
        isSavedTwice();

        text(zeroed(text, done + 8, text.indexOf('\n', done) + 1));
        isSavedTwice();
    }

    @Test
    void bytesInTheLastCommitLineAreZeroed_undoesThatTransaction() throws IOException {
        FileStorage store = open();
        save(store, "1", null);
        String before = text();
        save(store, "2", null);
        store.close();
        String unfinished = text().substring(0, text().lastIndexOf(DONE));
        Files.writeString(root().resolve("Note/n"), "1");
        for (int from = unfinished.lastIndexOf(COMMIT); from + 15 < unfinished.length(); from++) {
            text(zeroed(unfinished, from, from + 15));
            try (FileStorage again = FileStorage.open(Map.of("path", root()))) {
                assertThat(load(again, "Note", "n")).hasValueSatisfying(found -> {
                    assertThat(found.content()).isEqualTo("1");
                    assertThat(found.version()).isEqualTo(1);
                });
                save(again, "1", null);
                assertThat(load(again, "Note", "n").orElseThrow().version()).isEqualTo(2);
            }
            text(before);
        }
    }

    /** Changes a store so that its last transaction is committed, but none of its files is in its place. */
    private void leaveUnplaced() throws IOException {
        FileStorage store = open();
        change(store, tx -> {
            tx.events().keep("Note", true);
            tx.generations().rule("Note", HistoryRule.ALL);
        });
        save(store, "Note", "old", "\"old\"");
        save(store, "Note", "gone", "\"gone\"");
        save(store, "Box", "b", "{\"to\":" + ref("Note", "old") + ",\"list\":[" + ref("Note", "gone") + "]}");
        Map<Path, byte[]> before = bytes();
        change(store, tx -> {
            for (String[] each : new String[][] {
                {"Note", "old", "\"new\""},
                {"Note", "added", "\"added\""},
                {"Box", "b", "{\"to\":" + ref("Note", "added") + ",\"list\":[" + ref("Note", "old") + "]}"}
            }) {
                tx.save(List.of(new DocumentWrite(
                        new ObjectKey(each[0], each[1]),
                        each[0].equals("Box") ? ObjectType.CONTAINER : ObjectType.SERIALIZABLE,
                        each[2],
                        null,
                        WriteCondition.NONE)));
            }
            tx.delete("Note", List.of("gone"));
        });
        store.close();
        String text = text();
        String unfinished = text.substring(0, text.lastIndexOf(DONE));
        for (String line : unfinished.split("\n")) {
            List<String> words = JournalFile.words(FileNames.utf8(line), 0, FileNames.utf8(line).length);
            if (words.get(0).equals("put") && unfinished.indexOf(line) > unfinished.length() - 2_000) {
                Path place = root().resolve(words.get(1)).resolve(words.get(3));
                Path staged = root().resolve(words.get(words.size() - 1));
                if (!Files.exists(staged) && Files.exists(place) && isLast(unfinished, line)) {
                    Files.move(place, staged);
                }
            }
        }
        try (Stream<Path> all = Files.walk(root().resolve(GenerationFiles.DIRECTORY))) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                Files.delete(each);
            }
        }
        for (Map.Entry<Path, byte[]> each : before.entrySet()) {
            if (!each.getKey().toString().contains("Box/b/")) {
                Files.write(each.getKey(), each.getValue());
            }
        }
        text(unfinished);
    }

    private static boolean isLast(String text, String line) {
        String start = line.substring(0, line.indexOf(',', line.indexOf(',', 7) + 1));
        return text.lastIndexOf(start) == text.indexOf(line);
    }

    private Map<Path, byte[]> bytes() throws IOException {
        Map<Path, byte[]> bytes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root())) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                bytes.put(each, Files.readAllBytes(each));
            }
        }
        return bytes;
    }

    private void isPlaced(FileStorage store) {
        assertThat(content(store, "Note", "old")).isEqualTo("\"new\"");
        assertThat(content(store, "Note", "added")).isEqualTo("\"added\"");
        assertThat(load(store, "Note", "gone")).isEmpty();
        assertThat(content(store, "Box", "b"))
                .isEqualTo("{\"to\":" + ref("Note", "added") + ",\"list\":[" + ref("Note", "old") + "]}");
        assertThat(load(store, "Box", "b").orElseThrow().version()).isEqualTo(2);
        String kept = read(
                store,
                tx -> tx.generations()
                        .at(new ObjectKey("Note", "old"), 1)
                        .orElseThrow()
                        .content());
        assertThat(kept).isEqualTo("\"old\"");
    }

    @Test
    void readOnly_filesAreNotInTheirPlaces_readsThroughAndWritesNothing() throws IOException {
        leaveUnplaced();
        Map<Path, byte[]> before = bytes();
        try (FileStorage store = openReadOnly()) {
            isPlaced(store);
            isPlaced(store);
        }
        assertThat(bytes().keySet()).isEqualTo(before.keySet());
        bytes().forEach((path, bytes) ->
                assertThat(Arrays.equals(bytes, before.get(path))).isTrue());
    }

    @Test
    void open_filesAreNotInTheirPlaces_movesThemThere() throws IOException {
        leaveUnplaced();
        FileStorage reader = openReadOnly();
        isPlaced(reader);
        FileStorage store = open();
        isPlaced(store);
        save(store, "Note", "later", "1");
        isPlaced(reader);
        assertThat(content(reader, "Note", "later")).isEqualTo("1");
        reader.close();
        assertThat(files()).noneMatch(each -> each.contains(".sepia-new"));
    }

    @Test
    void readOnly_linkToANewObjectWithALongIdIsNotInItsPlace_isRead() throws IOException {
        String id = "n".repeat(300);
        String box = "{\"to\":" + ref("Note", id) + "}";
        FileStorage store = open();
        save(store, "Box", "b", "{\"to\":" + ref("Note", "old") + "}");
        change(
                store,
                tx -> tx.save(List.of(
                        new DocumentWrite(
                                new ObjectKey("Box", "b"), ObjectType.CONTAINER, box, null, WriteCondition.NONE),
                        new DocumentWrite(
                                new ObjectKey("Note", id), ObjectType.SERIALIZABLE, "1", null, WriteCondition.NONE))));
        store.close();
        String text = text();
        text(text.substring(0, text.lastIndexOf(DONE)));
        for (String line : text.split("\n")) {
            List<String> words = JournalFile.words(FileNames.utf8(line), 0, line.length());
            Path place = root().resolve(words.get(1)).resolve(words.size() > 3 ? words.get(3) : "");
            if (words.get(0).equals("put") && isLast(text, line)) {
                Files.move(place, root().resolve(words.get(words.size() - 1)));
            }
        }
        try (FileStorage reader = openReadOnly()) {
            assertThat(content(reader, "Box", "b")).isEqualTo(box);
            assertThat(content(reader, "Note", id)).isEqualTo("1");
        }
    }

    @Test
    void deletionIsRepeated_fileThatWasPutThereSince_isKept() throws IOException {
        FileStorage store = open();
        save(store, "Note", "n", "1");
        save(store, "Note", "same", "1");
        save(store, "Box", "b", "{\"to\":" + ref("Note", "n") + "}");
        change(store, tx -> {
            tx.delete("Note", List.of("n", "same"));
            tx.delete("Box", List.of("b"));
        });
        store.close();
        String text = text();
        text(text.substring(0, text.lastIndexOf(DONE)));
        Files.writeString(root().resolve("Note/n"), "by hand");
        Files.writeString(root().resolve("Note/same"), "1");
        Files.createDirectory(root().resolve("Box/b"));
        Files.writeString(root().resolve("Box/b/data.json"), "{\"by\":\"hand\"}");

        FileStorage next = open();
        save(next, "Note", "later", "1");
        assertThat(content(next, "Note", "n")).isEqualTo("\"by hand\"");
        assertThat(content(next, "Box", "b")).isEqualTo("{\"by\":\"hand\"}");
        assertThat(load(next, "Note", "same")).isEmpty();
    }
}
