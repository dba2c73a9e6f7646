package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.model.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage in a file store that also contains unrecognized files. */
class GarbageFilesTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path outside;

    /** An object with events, which are in a file of their own. */
    @Stored(value = "report", events = true)
    record Report(String id) {}

    @Test
    void gc_leavesWhatIsNotTheStoresAndWhatIsOnlyNamedAlike() throws Exception {
        try (Storage storage = Storage.open("filesystem", Map.of("path", directory))) {
            storage.save(new Report("report.2023"));
            storage.save(new Report("report.2024"));
            storage.save(new Report("report"));
            Path elsewhere = Files.createDirectories(outside.resolve("deep"));
            Files.writeString(elsewhere.resolve("file"), "kept");
            Files.createSymbolicLink(directory.resolve("linked"), outside);
            Files.writeString(directory.resolve("notes.txt"), "kept too");
            Files.writeString(directory.resolve("report/half.tmp"), "kept as well");

            assertThat(storage.garbage()
                            .grace(Duration.ZERO)
                            .collect(Roots.object(Report.class, "report.2024"))
                            .ids("report"))
                    .containsExactlyInAnyOrder("report", "report.2023");

            assertThat(storage.ids(Report.class)).containsExactly("report.2024");
            assertThat(storage.history(Report.class, "report").events()).hasSize(2);
            assertThat(Files.readString(elsewhere.resolve("file"))).isEqualTo("kept");
            assertThat(directory.resolve("linked")).isSymbolicLink();
            assertThat(Files.readString(directory.resolve("notes.txt"))).isEqualTo("kept too");
            assertThat(Files.readString(directory.resolve("report/half.tmp"))).isEqualTo("kept as well");
        }
        try (Storage storage = Storage.open("filesystem", Map.of("path", directory))) {
            assertThat(storage.ids(Report.class)).containsExactly("report.2024");
            assertThat(storage.stats().unrecognizedFiles()).contains("report/half.tmp");
        }
    }
}
