package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.StorageBusyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir(factory = FastDirectory.class)
    private Path root;

    private static List<JournalEntry> floor(long version) {
        return List.of(new JournalEntry.Floor("Person", version));
    }

    @Test
    void commit_afterReadingFailed_isRefusedAndKeepsEarlierTransactions() throws IOException {
        try (Journal journal = new Journal(root)) {
            journal.read();
            journal.commit(floor(1));
            journal.done(Map.of());
            byte[] before = Files.readAllBytes(root.resolve(Journal.NAME));

            journal.forget();

            assertThatExceptionOfType(StorageBusyException.class).isThrownBy(() -> journal.commit(floor(2)));
            assertThat(Files.readAllBytes(root.resolve(Journal.NAME))).isEqualTo(before);
            assertThat(journal.read().done()).hasSize(1);
            journal.commit(floor(2));
            journal.done(Map.of());
        }
        try (Journal other = new Journal(root)) {
            assertThat(other.read().done()).hasSize(2);
        }
    }

    /** Returns the bytes of a journal with transactions that raise a version from {@code first} to {@code last}. */
    private byte[] journal(long first, long last) throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere" + first));
        try (Journal journal = new Journal(elsewhere)) {
            journal.read();
            for (long version = first; version <= last; version++) {
                journal.commit(floor(version));
                journal.done(Map.of());
            }
        }
        return Files.readAllBytes(elsewhere.resolve(Journal.NAME));
    }

    private static List<List<JournalEntry>> entries(Journal.News news) {
        return news.done().stream().map(done -> done.group().entries()).toList();
    }

    @Test
    void read_journalReplacedInAFileOfTheSameNumber_startsOver() throws IOException {
        Path file = root.resolve(Journal.NAME);
        Files.write(file, journal(1, 1));
        try (Journal reader = new Journal(root)) {
            assertThat(entries(reader.read())).containsExactly(floor(1));

            // Writing in place keeps the number, as a file does that is given the number of a deleted one.
            Files.write(file, journal(5, 7));
            Journal.News news = reader.read();

            assertThat(news.restarted()).isTrue();
            assertThat(entries(news)).containsExactly(floor(5), floor(6), floor(7));

            Files.write(file, journal(8, 9));
            assertThat(reader.hasNews()).isTrue();
        }
    }

    @Test
    void read_journalReplacedByOneOfTheSameLength_startsOver() throws IOException {
        Path file = root.resolve(Journal.NAME);
        Files.write(file, journal(1, 2));
        try (Journal reader = new Journal(root)) {
            reader.read();
            assertThat(reader.hasNews()).isFalse();

            Files.write(file, journal(3, 4));

            assertThat(reader.hasNews()).isTrue();
            assertThat(entries(reader.read())).containsExactly(floor(3), floor(4));
        }
    }

    @Test
    void rewrite_givesTheJournalAnotherWord() throws IOException {
        try (Journal journal = new Journal(root)) {
            journal.read();
            journal.commit(floor(1));
            journal.done(Map.of());
            String before = header();
            journal.rewrite(floor(1), root.resolve("temporary"));

            assertThat(header()).matches("\\[\"sepia\",\"2\",\"[0-9a-f]{32}\"]").isNotEqualTo(before);
            assertThat(journal.read()).isEqualTo(new Journal.News(false, List.of()));
            assertThat(journal.hasNews()).isFalse();
        }
    }

    private String header() throws IOException {
        return Files.readAllLines(root.resolve(Journal.NAME)).get(0);
    }

    @Test
    void isOutdated_headerWithoutWord_untilItIsRewritten() throws IOException {
        Path file = root.resolve(Journal.NAME);
        byte[] known = journal(1, 2);
        String text = new String(known, StandardCharsets.UTF_8);
        Files.writeString(file, "[\"sepia\",\"2\"]\n" + text.substring(text.indexOf('\n') + 1));
        try (Journal journal = new Journal(root)) {
            assertThat(journal.isOutdated()).isFalse();
            assertThat(entries(journal.read())).containsExactly(floor(1), floor(2));
            assertThat(journal.isOutdated()).isTrue();

            journal.rewrite(floor(2), root.resolve("temporary"));
            journal.forget();

            assertThat(entries(journal.read())).containsExactly(floor(2));
            assertThat(journal.isOutdated()).isFalse();
        }
    }
}
