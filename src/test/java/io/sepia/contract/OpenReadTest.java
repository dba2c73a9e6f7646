package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageBusyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
                CompletableFuture<Long> other = CompletableFuture.supplyAsync(
                        () -> storage.documents("page").count());
                assertThat(other)
                        .failsWithin(30, TimeUnit.SECONDS)
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(StorageBusyException.class)
                        .withMessageContaining("OpenReadTest.leaveOpen(OpenReadTest.java:")
                        .withMessageContaining("ms ago");
            }
            assertThat(storage.documents("page").count()).isEqualTo(1);
        }
    }

    /** Loads an object while a stream is open. */
    private static long streamAndLoad(Storage storage, CyclicBarrier allOpen) {
        try (Stream<StoredDocument> pages = storage.documents("page").stream()) {
            return pages.filter(page -> {
                        try {
                            allOpen.await(30, TimeUnit.SECONDS);
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                        try (Stream<StoredDocument> inner = storage.documents("page").stream()) {
                            return storage.documents("page")
                                            .find(page.key().id())
                                            .isPresent()
                                    && inner.findFirst().isPresent();
                        }
                    })
                    .count();
        }
    }

    @Test
    void readers_allHeldByThreadsThatReadMore_doNotWaitForEachOther() {
        try (Storage storage = StorageBuilder.of(file())
                .option("connection_pool_size", 4)
                .option("document_cache", 0)
                .option("busy_timeout", 2_000)
                .open()) {
            write(storage, 20);
            CyclicBarrier allOpen = new CyclicBarrier(4);
            List<CompletableFuture<Long>> reading = new ArrayList<>();
            ExecutorService executor = Executors.newFixedThreadPool(4);
            for (int i = 0; i < 4; i++) {
                reading.add(CompletableFuture.supplyAsync(() -> streamAndLoad(storage, allOpen), executor));
            }
            for (CompletableFuture<Long> each : reading) {
                assertThat(each).succeedsWithin(60, TimeUnit.SECONDS).isEqualTo(20L);
            }
            executor.shutdown();
            // The limit holds again afterwards.
            try (Stream<?> one = leaveOpen(storage);
                    Stream<?> two = leaveOpen(storage);
                    Stream<?> three = leaveOpen(storage);
                    Stream<?> four = leaveOpen(storage)) {
                assertThat(List.of(one, two, three, four)).noneMatch(each -> each.isParallel());
                CompletableFuture<Long> other = CompletableFuture.supplyAsync(
                        () -> storage.documents("page").count());
                assertThat(other).failsWithin(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void stream_damagedRow_onlyThatRowFails() throws Exception {
        try (Storage storage = StorageBuilder.of(file()).open()) {
            storage.useTransaction(tx -> {
                for (int i = 0; i < 700; i++) {
                    tx.documents("page").save("p%03d".formatted(i), "{\"n\":" + i + "}");
                }
            });
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE objects SET checksum = checksum + 1 WHERE object_id = 'p300'");
            }
            for (var query : List.of(
                    storage.documents("page").query(),
                    storage.documents("page").query().where("n >= 0"),
                    storage.documents("page").query().orderBy("n desc"))) {
                assertThat(countAndFailures(query.stream())).containsExactly(699, 1);
            }
        }
    }

    private static List<Integer> countAndFailures(Stream<StoredDocument> stream) {
        int count = 0;
        int failures = 0;
        try (stream) {
            Iterator<StoredDocument> documents = stream.iterator();
            while (failures < 10) {
                try {
                    if (!documents.hasNext()) {
                        break;
                    }
                    documents.next();
                    count++;
                } catch (DamagedDocumentException e) {
                    failures++;
                }
            }
        }
        return List.of(count, failures);
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
