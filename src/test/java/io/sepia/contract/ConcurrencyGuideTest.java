package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.error.OutcomeUnknownException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code of {@code docs/concurrency.md}, of which this is a copy. */
class ConcurrencyGuideTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Path SOURCE = Path.of("src/test/java/io/sepia/contract/ConcurrencyGuideTest.java");

    @TempDir
    Path directory;

    static class Note {
        String id;

        Note() {}

        Note(String id) {
            this.id = id;
        }
    }

    static class Counter {
        String id = "visits";
        int value;
    }

    @Test
    void guide_code_doesWhatItSays() {
        try (Storage storage = Storage.open("memory", Map.of())) {
            storage.saveAll(List.of(new Note("a"), new Note("b"), new Note("old")));
            storage.save(new Counter());
            Note note = new Note("new");
            storage.useTransaction(tx -> {
                tx.save(note);
                tx.delete(Note.class, "old");
            });
            int count = storage.transactions()
                    .readOnly()
                    .in(tx -> tx.loadAll(Note.class, List.of("a", "b")).size());
            storage.transactions().retryFor(Duration.ofSeconds(10)).use(tx -> {
                Counter counter = tx.load(Counter.class, "visits");
                counter.value++;
                tx.save(counter);
            });
            Note payment = new Note("payment");
            UUID name = UUID.randomUUID();
            try {
                storage.transactions().identifiedBy(name).use(tx -> tx.save(payment));
            } catch (OutcomeUnknownException e) {
                if (!storage.transactions().wasCommitted(name)) {
                    storage.save(payment);
                }
            }
            assertThat(storage.transactions().wasCommitted(name)).isTrue();
            assertThat(storage.delete(payment)).isTrue();
            assertThat(storage.ids(Note.class)).containsExactly("a", "b", "new");
            assertThat(count).isEqualTo(2);
            assertThat(storage.load(Counter.class, "visits").value).isEqualTo(1);
        }
    }

    @Test
    void guide_code_standsInThisTest() throws Exception {
        String here = withoutSpace(Files.readString(SOURCE));
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("docs/concurrency.md")))
                .results()
                .map(found -> withoutSpace(found.group(1)))
                .toList();
        assertThat(blocks)
                .hasSizeGreaterThan(1)
                .allSatisfy(block -> assertThat(here).contains(block));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
