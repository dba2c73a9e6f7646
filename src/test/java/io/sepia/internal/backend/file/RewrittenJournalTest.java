package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.OutsideChanges;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.LoggedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store finds after another store has rewritten the journal. */
class RewrittenJournalTest {
    @TempDir(factory = FastDirectory.class)
    private Path root;

    private FileStorage open() {
        return FileStorage.open(Map.of("path", root));
    }

    private FileStorage writer;
    private FileStorage reader;

    private void open(String... ids) {
        writer = open();
        save(ids);
        reader = open();
    }

    @AfterEach
    void close() {
        writer.close();
        reader.close();
    }

    private void save(String... ids) {
        for (String id : ids) {
            writer.write(tx -> tx.save(List.of(new DocumentWrite(
                    new ObjectKey("note", id), ObjectType.SERIALIZABLE, "{}", null, WriteCondition.NONE))));
        }
    }

    private void delete(String id) {
        writer.write(tx -> tx.delete("note", List.of(id)));
    }

    private static List<String> poll(OutsideChanges watch) throws InterruptedException {
        while (true) {
            Optional<List<Change>> changes = watch.poll();
            if (changes.isPresent()) {
                return changes.get().stream()
                        .map(each -> each.kind() + " " + each.key().id() + " " + each.version())
                        .sorted()
                        .toList();
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void poll_commitsThatTheRewrittenJournalNoLongerHas_areFoundOnce() throws InterruptedException {
        open("same", "saved", "deleted");
        OutsideChanges watch = reader.capability(OutsideChanges.class).orElseThrow();
        watch.begin();
        for (int i = 0; i < 3; i++) {
            save("saved", "new" + i);
            delete(i == 0 ? "deleted" : "new" + (i - 1));
            writer.scrub();
            writer.scrub();

            assertThat(poll(watch))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(
                                    "UPDATED saved " + (i + 2),
                                    "CREATED new" + i + (i == 0 ? " 1" : " 2"),
                                    i == 0 ? "DELETED deleted 1" : "DELETED new" + (i - 1) + (i == 1 ? " 1" : " 2"))
                            .toList());
            assertThat(poll(watch)).isEmpty();
        }
    }

    @Test
    void poll_editBesideARewrittenJournal_isFound() throws Exception {
        open("same", "edited");
        OutsideChanges watch = reader.capability(OutsideChanges.class).orElseThrow();
        watch.begin();
        Files.writeString(root.resolve("note/edited"), "{\"edited\":true}");
        writer.scrub();

        assertThat(poll(watch)).hasSize(1).first().asString().startsWith("UPDATED edited");
        assertThat(poll(watch)).isEmpty();
    }

    @Test
    void scrub_eventsOfIdsThatAreTooLongForAFile_areKept() throws Exception {
        String[] ids = {"x".repeat(250), "é".repeat(200)};
        open("other");
        writer.write(tx -> {
            tx.events().keep("note", true);
            return Effects.NONE;
        });
        Instant now = Instant.parse("2026-11-30T12:00:00Z");
        for (String id : ids) {
            save(id);
            writer.write(tx -> {
                tx.events()
                        .add(List.of(new LoggedEvent(0, new ObjectKey("note", id), EventType.CREATED, 1, now, null)));
                return Effects.NONE;
            });
        }
        writer.scrub();

        for (String id : ids) {
            assertThat(reader.<Boolean>read(
                            tx -> tx.events().last(new ObjectKey("note", id)).isPresent()))
                    .isTrue();
        }
        // Past versions did not write the id.
        try (Stream<Path> files = Files.walk(root.resolve(EventFiles.DIRECTORY))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(each, Files.readString(each).replaceAll(",\"id\":\"[^\"]*\"", ""));
            }
        }
        try (FileStorage past = open()) {
            for (String id : ids) {
                assertThat(past.<Boolean>read(tx ->
                                tx.events().last(new ObjectKey("note", id)).isPresent()))
                        .isTrue();
            }
        }
    }

    @Test
    void save_logWithManyDeletions_doesNotRewriteTheJournal() throws Exception {
        List<JournalEntry> entries = new ArrayList<>();
        entries.add(new JournalEntry.Log("log", 11_000, 0));
        for (int i = 1; i <= 11_000; i++) {
            ObjectKey key = new ObjectKey("note", "n" + i);
            entries.add(new JournalEntry.Changed(new Change(key, ChangeKind.DELETED, 1, Instant.EPOCH, i)));
        }
        try (Journal journal = new Journal(root)) {
            journal.read();
            journal.commit(entries);
            journal.done(Map.of());
        }
        String header = Files.readAllLines(root.resolve(Journal.NAME)).get(0);
        open("a", "b");

        assertThat(Files.readAllLines(root.resolve(Journal.NAME)).get(0)).isEqualTo(header);
    }
}
