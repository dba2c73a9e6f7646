package io.sepia.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sepia.Storage;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MonitoredBackendTest {
    private static final List<String> EVENTS =
            List.of("Load", "Save", "Delete", "Query", "Commit", "WriteLockWait", "CacheEviction");

    @TempDir
    Path directory;

    /** A class whose content must not occur in events or logs. */
    @Stored
    record Note(@ObjectId String id, String title) {}

    /** Returns the events of {@code work}, whatever their duration. */
    private static List<RecordedEvent> recorded(Runnable work) throws InterruptedException {
        List<RecordedEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (RecordingStream stream = new RecordingStream()) {
            stream.setReuse(false);
            CountDownLatch ended = new CountDownLatch(1);
            for (String name : EVENTS) {
                stream.enable("io.sepia." + name).withoutThreshold().withoutStackTrace();
            }
            stream.onEvent(event -> {
                if (event.getEventType().getName().startsWith("io.sepia.")) {
                    if ("End".equals(text(event, "className"))) {
                        ended.countDown();
                    } else {
                        events.add(event);
                    }
                }
            });
            stream.startAsync();
            work.run();
            try (Storage last = Storage.open("memory", Map.of())) {
                last.documents("End").load("x");
            } catch (io.sepia.error.ObjectNotFoundException e) {
                assertThat(e).hasMessageContaining("End");
            }
            ended.await();
        }
        return List.copyOf(events);
    }

    private static String text(RecordedEvent event, String field) {
        return event.hasField(field) ? event.getString(field) : "";
    }

    private static String name(RecordedEvent event) {
        return event.getEventType().getName();
    }

    private static void work(Storage storage) {
        storage.save(new Note("n1", "secret title"));
        storage.saveAll(List.of(new Note("n2", "secret title"), new Note("n3", "secret title")));
        storage.fresh().load(Note.class, "n2");
        assertThat(storage.query(Note.class).where("title = 'secret title'").list())
                .hasSize(3);
        storage.delete(Note.class, "n3");
    }

    @Test
    void operations_areRecordedWithKeysAndCounts() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            try (Storage storage = Storage.open(directory.resolve("store.db"))) {
                work(storage);
            }
        });

        assertThat(events)
                .filteredOn(event -> "Note".equals(text(event, "className")))
                .filteredOn(event -> !name(event).endsWith("Commit"))
                .extracting(
                        MonitoredBackendTest::name,
                        event -> event.getString("objectId"),
                        event -> event.getLong("objects"))
                .contains(
                        tuple("io.sepia.Save", "n1", 1L),
                        tuple("io.sepia.Save", null, 2L),
                        tuple("io.sepia.Load", "n2", 1L),
                        tuple("io.sepia.Query", null, 3L),
                        tuple("io.sepia.Delete", "n3", 1L));
        assertThat(events)
                .filteredOn(event -> name(event).endsWith("Commit"))
                .extracting(event -> event.getString("className"))
                .contains("Note");
        assertThat(events.toString()).doesNotContain("secret");
    }

    @Test
    void waits_areRecorded() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            try (Storage storage = Storage.open(directory.resolve("store.db"))) {
                CountDownLatch begun = new CountDownLatch(1);
                Thread holder = new Thread(() -> storage.useTransaction(transaction -> {
                    transaction.save(new Note("n1", "a"));
                    begun.countDown();
                    pause(200);
                }));
                holder.start();
                await(begun);
                storage.save(new Note("n2", "b"));
            }
        });

        assertThat(events)
                .filteredOn(event -> name(event).endsWith("WriteLockWait"))
                .extracting(event -> event.getDuration("waited"))
                .anyMatch(waited -> waited.compareTo(Duration.ZERO) > 0);
    }

    @Test
    void evictions_areRecorded() throws Exception {
        List<RecordedEvent> events = recorded(() -> {
            try (Storage storage = Storage.open(
                    "sqlite", Map.of("database_path", directory.resolve("s.db"), "document_cache", 8_192))) {
                for (int i = 0; i < 50; i++) {
                    storage.save(new Note("n" + i, "x".repeat(500)));
                    storage.load(Note.class, "n" + i);
                    storage.load(Note.class, "n" + i);
                }
            }
        });

        assertThat(events)
                .filteredOn(event -> name(event).endsWith("CacheEviction"))
                .allMatch(event -> event.getLong("documents") > 0)
                .isNotEmpty();
    }

    @Test
    void slowOperations_areLoggedWithClassAndIdAndWithoutContent() throws Exception {
        List<String> logged = logged("1", storage -> {
            CountDownLatch begun = new CountDownLatch(1);
            Thread holder = new Thread(() -> storage.useTransaction(transaction -> {
                transaction.save(new Note("n1", "secret"));
                begun.countDown();
                pause(200);
            }));
            holder.start();
            await(begun);
            storage.save(new Note("n2", "secret"));
        });

        assertThat(logged).anyMatch(line -> line.matches("Saving Note 'n2' took \\d+ ms in sqlite"));
        assertThat(logged.toString()).doesNotContain("secret");
    }

    @Test
    void slowOperations_notAskedFor_areNotLogged() throws Exception {
        assertThat(logged("0", MonitoredBackendTest::work)).isEmpty();
    }

    private List<String> logged(String millis, java.util.function.Consumer<Storage> work) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger("io.sepia.slow");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord one) {
                lines.add(one.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try (Storage storage = Storage.open(
                "sqlite", Map.of("database_path", directory.resolve("slow.db"), "slow_operations", millis))) {
            work.accept(storage);
        } finally {
            logger.removeHandler(handler);
        }
        return lines;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
