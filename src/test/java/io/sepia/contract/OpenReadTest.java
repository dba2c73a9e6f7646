package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.StorageBusyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are not closed: the log names their origin, and the write-ahead log is emptied once they are closed. */
class OpenReadTest {
    private static final Logger LOGGER = Logger.getLogger("io.sepia.internal.backend.sqlite");
    private static final long MEBIBYTE = 1L << 20;

    @TempDir
    Path directory;

    private final List<String> messages = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord event) {
            messages.add(new SimpleFormatter().formatMessage(event));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
    }

    private Path file() {
        return directory.resolve("store.db");
    }

    private long logBytes() throws IOException {
        return Files.size(directory.resolve("store.db-wal"));
    }

    private static void write(Storage storage, int commits) {
        String content = "{\"text\":\"" + "x".repeat(2_000) + "\"}";
        for (int i = 0; i < commits; i++) {
            storage.documents("page").save("p" + i % 50, content);
        }
    }

    @Test
    void readers_allInUse_errorNamesWhoOpenedThem() {
        try (Storage storage = StorageBuilder.of(file())
                .option("connection_pool_size", 1)
                .option("busy_timeout", 50)
                .open()) {
            storage.documents("page").save("p", "{}");
            try (Stream<?> left = leaveOpen(storage)) {
                assertThat(left.isParallel()).isFalse();
                assertThatExceptionOfType(StorageBusyException.class)
                        .isThrownBy(() -> storage.documents("page").count())
                        .withMessageContaining("OpenReadTest.leaveOpen(OpenReadTest.java:")
                        .withMessageContaining("ms ago");
            }
            assertThat(storage.documents("page").count()).isEqualTo(1);
        }
    }

    private static Stream<?> leaveOpen(Storage storage) {
        return storage.documents("page").stream();
    }

    @Test
    void writeAheadLog_threeThousandCommitsUnderAnOpenStream_isReportedAndEmptiedLater() throws Exception {
        try (Storage storage = StorageBuilder.of(file())
                .option("synchronous", "NORMAL")
                .option("journal_size_limit", MEBIBYTE)
                .option("wal_autocheckpoint", 100)
                .open()) {
            write(storage, 10);
            Stream<?> left = leaveOpen(storage);
            assertThat(left.iterator().hasNext()).isTrue();
            write(storage, 3_000);
            assertThat(logBytes()).isGreaterThan(4 * MEBIBYTE);
            assertThat(messages)
                    .filteredOn(each -> each.contains("write-ahead log"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("store.db", "OpenReadTest.leaveOpen(OpenReadTest.java:");

            left.close();
            assertThat(logBytes()).isLessThanOrEqualTo(MEBIBYTE);
            write(storage, 500);
            assertThat(logBytes()).isLessThanOrEqualTo(2 * MEBIBYTE);
        }
    }

    @Test
    void writeAheadLog_readersThatOverlapAllTheTime_staysBounded() throws Exception {
        try (Storage storage = StorageBuilder.of(file())
                .option("synchronous", "NORMAL")
                .option("journal_size_limit", MEBIBYTE)
                .option("wal_autocheckpoint", 100)
                .open()) {
            write(storage, 10);
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(new Thread(() -> readUntil(over, storage)));
            }
            readers.forEach(Thread::start);
            // About 48 MiB, with at least one open read at each moment.
            write(storage, 4_000);
            long bytes = logBytes();
            over.set(true);
            for (Thread each : readers) {
                each.join();
            }
            assertThat(bytes).isLessThanOrEqualTo(24 * MEBIBYTE);
        }
    }

    private static void readUntil(AtomicBoolean over, Storage storage) {
        Stream<?> before = leaveOpen(storage);
        while (!over.get()) {
            before.iterator().hasNext();
            LockSupport.parkNanos(3_000_000);
            Stream<?> next = leaveOpen(storage);
            before.close();
            before = next;
        }
        before.close();
    }

    @Test
    void stream_openForLong_isReportedOnceWithItsPlace() throws Exception {
        try (Storage storage =
                StorageBuilder.of(file()).option("open_read_warning", 1).open()) {
            storage.documents("page").save("p", "{}");
            try (Stream<?> left = leaveOpen(storage)) {
                assertThat(left.isParallel()).isFalse();
                // The store checks at most once a second, when it is used.
                Instant end = Instant.now().plusSeconds(30);
                while (messages.isEmpty()) {
                    assertThat(Instant.now()).isBefore(end);
                    storage.documents("page").save("p", "{}");
                    Thread.sleep(20);
                }
                assertThat(messages.get(0)).contains("OpenReadTest.leaveOpen(OpenReadTest.java:", "store.db");
            }
            assertThat(messages).hasSize(1);
        }
    }
}
