package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.StorageBusyException;
import java.io.IOException;
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
}
