package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.EventFilter;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.LoggedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of objects whose ids are too long for the names of their files. */
class LongIdEventsTest extends FileStoreFixture {
    private static long events(FileStorage store, ObjectKey key) {
        return (long) read(store, tx -> tx.events().page(EventFilter.of(key), 0, 10))
                .size();
    }

    private static void add(FileStorage store, ObjectKey key) {
        change(
                store,
                tx -> tx.events().add(List.of(new LoggedEvent(0, key, EventType.ACTIVITY, 1, Instant.EPOCH, null))));
    }

    @ParameterizedTest
    @ValueSource(ints = {248, 249, 250, 255, 256, 400})
    void forget_ofAnotherObject_keepsThem(int length) throws IOException {
        for (String letter : List.of("x", "/")) {
            ObjectKey key = new ObjectKey("Note", letter.repeat(length));
            ObjectKey other = new ObjectKey("Note", letter.repeat(length) + "y");
            FileStorage store = open();
            save(store, "Note", key.id(), "1");
            save(store, "Note", other.id(), "1");
            add(store, key);
            add(store, other);
            add(store, key);
            save(store, "Note", "short", "1");
            change(store, tx -> tx.forget("Note", List.of("short")));
            store.scrub();
            for (FileStorage each : List.of(store, open())) {
                assertThat(events(each, key)).isEqualTo(2);
                assertThat(events(each, other)).isEqualTo(1);
            }
            change(store, tx -> tx.forget("Note", List.of(other.id())));
            store.scrub();
            assertThat(events(open(), key)).isEqualTo(2);
            assertThat(events(open(), other)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 300})
    void open_linesWithoutIds_areThoseOfTheObjectInTheJournal(int length) throws IOException {
        ObjectKey key = new ObjectKey("Note", "x".repeat(length));
        FileStorage store = open();
        save(store, "Note", key.id(), "1");
        add(store, key);
        try (Stream<Path> files = Files.list(root().resolve(".events/Note"))) {
            Path file = files.findFirst().orElseThrow();
            String line = Files.readString(file);
            Files.writeString(file, line.replace(",\"id\":\"" + key.id() + "\"", ""));
            assertThat(Files.readString(file)).isNotEqualTo(line);
        }
        assertThat(events(open(), key)).isEqualTo(1);
    }
}
