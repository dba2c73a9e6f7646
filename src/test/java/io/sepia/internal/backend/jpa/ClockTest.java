package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.json.Moments;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose clock is far from today. */
class ClockTest {
    @TempDir
    Path directory;

    @Test
    void save_inTheYear2300_keepsTheTime() {
        Instant moment = Instant.parse("2300-01-02T03:04:05.000006Z");
        Map<String, ?> options = Map.of("database_path", directory.resolve("store.db"));
        try (SqliteStorage store = SqliteStorage.open(options, Clock.fixed(moment, ZoneOffset.UTC))) {
            save(store, write(note("a"), "{}"));
            assertThat(load(store, note("a")).orElseThrow().createdAt()).isEqualTo(moment);
        }
    }

    @Test
    void microseconds_beyondTheRangeOfNanoseconds_areExact() {
        assertThat(Moments.microseconds(Instant.parse("2300-01-01T00:00:00.000001Z")))
                .isEqualTo(10_413_792_000_000_001L);
        assertThat(Moments.microseconds(Instant.parse("1600-01-01T00:00:00.999999Z")))
                .isEqualTo(-11_676_096_000_000_000L + 999_999);
        assertThat(Moments.microseconds(Instant.EPOCH.minusNanos(1_000))).isEqualTo(-1);
    }
}
