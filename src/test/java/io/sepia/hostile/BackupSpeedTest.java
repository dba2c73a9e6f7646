package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the rate of four writers with and without a backup that is limited in speed. The long run: {@code ./mvnw
 * test -Dtest=BackupSpeedTest -Dsepia.backup.megabytes=1000}.
 */
@Tag("alone")
class BackupSpeedTest {
    private static final int MEGABYTES = Integer.getInteger("sepia.backup.megabytes", 12);
    private static final long BYTES_PER_SECOND = Long.getLong("sepia.backup.speed", 20_000_000);
    private static final int WRITERS = 4;
    /** The rate during a shorter backup is chance. */
    private static final int ENOUGH = 500;

    @TempDir
    Path directory;

    @Test
    void backupTo_limitedInSpeed_leavesHalfOfTheirRateToWriters() throws InterruptedException {
        try (Storage storage = Storage.open(directory.resolve("store.db"))) {
            String padding = "x".repeat(10_000);
            for (int i = 0; i < MEGABYTES; i++) {
                Map<String, String> contents = new HashMap<>();
                for (int n = 0; n < 100; n++) {
                    contents.put(i + "-" + n, "{\"p\":\"" + padding + "\"}");
                }
                storage.documents("Note").saveAll(contents);
            }
            AtomicLong written = new AtomicLong();
            AtomicBoolean ended = new AtomicBoolean();
            Thread[] writers = new Thread[WRITERS];
            for (int i = 0; i < WRITERS; i++) {
                String id = "w" + i;
                writers[i] = new Thread(() -> {
                    for (long n = 0; !ended.get(); n++) {
                        storage.documents("Counter").save(id, "{\"n\":" + n + "}");
                        written.incrementAndGet();
                    }
                });
                writers[i].start();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(300);
                double before = rate(written, () -> TimeUnit.MILLISECONDS.sleep(MEGABYTES >= ENOUGH ? 20_000 : 400));
                double during = rate(
                        written,
                        () -> storage.contents()
                                .backupTo(directory.resolve("b.db"), BYTES_PER_SECOND, (done, total) -> {}));
                double after = rate(written, () -> TimeUnit.MILLISECONDS.sleep(MEGABYTES >= ENOUGH ? 20_000 : 400));
                System.out.printf(
                        "%d MB at %d bytes a second: %.0f saves a second before, %.0f during, %.0f after the backup%n",
                        MEGABYTES, BYTES_PER_SECOND, before, during, after);
                assertThat(during).isGreaterThan((before + after) / 2 * (MEGABYTES >= ENOUGH ? 0.5 : 0.02));
            } finally {
                ended.set(true);
                for (Thread each : writers) {
                    each.join();
                }
            }
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static double rate(AtomicLong written, Work work) throws InterruptedException {
        long first = written.get();
        long begin = System.nanoTime();
        work.run();
        return (written.get() - first) * 1e9 / (System.nanoTime() - begin);
    }
}
