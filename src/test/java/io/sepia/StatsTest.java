package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.report.StorageStats;
import io.sepia.report.StorageStats.FileStats;
import io.sepia.report.StorageStats.WriteAheadLogStats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of a store in a SQLite file. Also runs the code of {@code docs/stats.md}. */
class StatsTest {
    @TempDir
    Path directory;

    static class Note {
        String id;
        String text;

        Note() {}

        Note(String id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    @Test
    void file_writeAheadLogCacheAndReads_areThoseOfTheFile() throws Exception {
        Path file = directory.resolve("store.db");
        try (Storage storage =
                StorageBuilder.of(file).option("connection_pool_size", 1).open()) {
            for (int i = 0; i < 50; i++) {
                storage.save(new Note("n" + i, "x".repeat(1_000)));
            }
            storage.load(Note.class, "n1");
            storage.load(Note.class, "n1");
            try (Stream<Note> open = storage.stream(Note.class)) {
                // The only reading connection is in use, and stats() does not wait for it.
                StorageStats stats = storage.stats();
                assertThat(stats.reads().open()).isEqualTo(1);
                assertThat(stats.cache().hits()).isPositive();
                assertThat(stats.writeAheadLog()).hasValueSatisfying(log -> {
                    assertThat(log.bytes()).isEqualTo(size(file, "-wal")).isGreaterThan(50_000);
                    assertThat(log.limit()).isPositive();
                    assertThat(log.heldUp()).isFalse();
                });
                assertThat(stats.file()).hasValueSatisfying(known -> {
                    assertThat(known.path()).isEqualTo(file.toString());
                    assertThat(known.bytes()).isGreaterThan(50_000);
                    assertThat(known.journalMode()).isEqualTo("wal");
                });
                assertThat(stats.settings()).containsEntry("connection_pool_size", "1");
                assertThat(open).hasSize(50);
            }
            storage.clear();
            assertThat(storage.stats().file().map(FileStats::freeBytes))
                    .hasValueSatisfying(free -> assertThat(free).isPositive());
            assertThat(storage.stats().reads().open()).isZero();
        }
    }

    private static long size(Path file, String suffix) {
        try {
            return Files.size(file.resolveSibling(file.getFileName() + suffix));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void guide_code_standsHereAndRuns() throws Exception {
        try (Storage storage = Storage.open(directory.resolve("guide.db"))) {
            storage.save(new Note("a", "1"));
            StorageStats stats = storage.stats();
            long saved = stats.operations().writes();
            double together = stats.writes().meanGroup();
            Duration wait = stats.writes().meanWait();
            long hits = stats.cache().hits();
            long log = stats.writeAheadLog().map(WriteAheadLogStats::bytes).orElse(0L);
            assertThat(saved).isEqualTo(1);
            assertThat(together).isEqualTo(1.0);
            assertThat(wait).isZero();
            assertThat(hits).isZero();
            assertThat(log).isPositive();
        }
        String here = Files.readString(Path.of("src/test/java/io/sepia/StatsTest.java"));
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/stats.md")));
        assertThat(block.find()).isTrue();
        assertThat(here.replaceAll("\\s+", "")).contains(block.group(1).replaceAll("\\s+", ""));
    }
}
