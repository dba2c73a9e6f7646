package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.document.StoredDocument;
import io.sepia.query.IndexDefinition;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the processor time of verifying a store with that of reading its documents. The long run: {@code ./mvnw test
 * -Dtest=VerifySpeedTest -Dsepia.documents=1000000}.
 */
@Tag("alone")
class VerifySpeedTest {
    private static final int DOCUMENTS = Integer.getInteger("sepia.documents", 10_000);
    private static final int BATCH = 5_000;
    /** A smaller store is verified before the code of the JVM is compiled. */
    private static final int ENOUGH = 200_000;

    @TempDir
    Path directory;

    @Test
    void verify_takesAtMostThreeTimesAsLongAsReading() {
        try (Storage storage = Storage.open(
                "sqlite", Map.of("database_path", directory.resolve("store.db"), "synchronous", "NORMAL"))) {
            storage.indexes().add(IndexDefinition.of("Note", "mail").asUnique());
            for (int i = 0; i < DOCUMENTS; i += BATCH) {
                Map<String, String> contents = new HashMap<>();
                for (int n = i; n < Math.min(DOCUMENTS, i + BATCH); n++) {
                    contents.put("n" + n, "{\"mail\":\"m" + n + "\",\"text\":\"" + "some text ".repeat(10) + "\"}");
                }
                storage.documents("Note").saveAll(contents);
            }
            long reading = Math.min(read(storage), read(storage));
            long begin = processorTime();
            assertThat(storage.contents().verify().isSound()).isTrue();
            long verifying = processorTime() - begin;
            double ratio = (double) verifying / reading;
            System.out.printf(
                    "%d documents: read in %d ms of processor time, verified in %d ms, %.2f times%n",
                    DOCUMENTS, TimeUnit.NANOSECONDS.toMillis(reading), TimeUnit.NANOSECONDS.toMillis(verifying), ratio);
            assertThat(ratio).isLessThan(DOCUMENTS >= ENOUGH ? 3 : 30);
        }
    }

    private static long read(Storage storage) {
        long begin = processorTime();
        try (Stream<StoredDocument> documents = storage.documents("Note").stream()) {
            assertThat(documents.mapToLong(each -> each.content().length()).sum())
                    .isGreaterThan(DOCUMENTS * 100L);
        }
        return processorTime() - begin;
    }

    /** Both run on this thread, and other processes do not change its time. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
