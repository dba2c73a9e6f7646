package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.report.StorageStats;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Virtual threads, if Java has them. If the build's Java is older: {@code ./mvnw test -Dtest=VirtualThreadTest
 * -Djvm=/path/to/java-21-or-newer/bin/java}.
 */
class VirtualThreadTest {
    private static final int THREADS = 2_000;
    private static final int READERS = 2;

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

    @BeforeEach
    void newEnough() {
        assumeTrue(
                Runtime.version().feature() >= 21, "Java " + Runtime.version().feature() + " has no virtual threads");
    }

    private static Thread start(Runnable work) throws ReflectiveOperationException {
        // By name, because the tests are compiled for Java 17.
        Method starting = Thread.class.getMethod("startVirtualThread", Runnable.class);
        return (Thread) starting.invoke(null, work);
    }

    private static void run(int threads, Work work) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> all = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            int number = i;
            all.add(start(() -> {
                try {
                    begin.await();
                    work.run(number);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        begin.countDown();
        for (Thread each : all) {
            each.join(TimeUnit.SECONDS.toMillis(60));
            assertThat(each.isAlive()).isFalse();
        }
        assertThat(failure.get()).isNull();
    }

    private interface Work {
        void run(int number) throws Exception;
    }

    private static void use(Storage storage, int number) {
        String id = "n" + number;
        storage.save(new Note(id, "1"));
        assertThat(storage.load(Note.class, id).text).isEqualTo("1");
        storage.useTransaction(tx -> {
            Note note = tx.load(Note.class, id);
            note.text = "2";
            tx.save(note);
        });
        assertThat(storage.fresh().load(Note.class, id).text).isEqualTo("2");
        assertThat(storage.query(Note.class).where("@id = '" + id + "'").count())
                .isEqualTo(1);
        try (Stream<Note> some = storage.stream(Note.class)) {
            assertThat(some.limit(2)).isNotEmpty();
        }
    }

    @Test
    void thousandsOfVirtualThreads_shareAFewReaders_andNoneIsPinnedWhileItWaits() throws Exception {
        Path events = directory.resolve("events.jfr");
        try (Storage storage = StorageBuilder.of(directory.resolve("store.db"))
                        .option("connection_pool_size", READERS)
                        .option("synchronous", "NORMAL")
                        .option("busy_timeout", 60_000)
                        .open();
                Recording recording = new Recording()) {
            // The first ones wait for each other while classes are initialised.
            run(20, number -> use(storage, number));
            recording
                    .enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ofMillis(20))
                    .withStackTrace();
            recording.start();
            run(THREADS, number -> use(storage, number));
            recording.stop();
            recording.dump(events);
            assertThat(storage.count(Note.class)).isEqualTo(THREADS);
            StorageStats stats = storage.stats();
            assertThat(stats.reads().open()).isZero();
            assertThat(stats.reads().waits())
                    .as("readers that waited for a connection")
                    .isPositive();
            assertThat(stats.writes().waits()).isPositive();
        }
        assertThat(pinned(events)).isEmpty();
    }

    /** Returns the stack traces of virtual threads that pinned their carriers while they waited. */
    private static List<String> pinned(Path events) throws Exception {
        List<String> places = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(events)) {
            if (event.getEventType().getName().equals("jdk.VirtualThreadPinned")) {
                places.add(event.toString());
            }
        }
        return places;
    }

    @Test
    void memoryStore_ofVirtualThreads_losesNothing() throws Exception {
        try (Storage storage = Storage.open("memory", Map.of("busy_timeout", 60_000))) {
            run(THREADS, number -> use(storage, number));
            assertThat(storage.count(Note.class)).isEqualTo(THREADS);
        }
    }
}
