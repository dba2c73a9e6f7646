package io.sepia.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.change.ChangeCursor;
import io.sepia.document.HistoryRule;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application moves from a file to a server while it writes all the while, but for the last moment. */
class MovingTest {
    private static final int IDS = 300;
    private static final int PASSES = 4;

    @TempDir
    Path directory;

    private final AtomicBoolean stopped = new AtomicBoolean();

    @Test
    void copyChanges_whileTheApplicationWrites_endsWithEqualStores() {
        try (Storage from = StorageBuilder.of(directory.resolve("store.db"))
                        .option("changes", "on")
                        .option("events", "task")
                        .open();
                EntityManagerFactory factory = Postgresql.factory(Postgresql.url());
                Storage to = Storage.of(factory)) {
            from.documents("task").keepHistory(HistoryRule.ALL);
            for (int i = 0; i < IDS; i++) {
                from.documents("note").save("n" + i, "{}");
            }
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(from));
            ChangeCursor cursor = from.changes().end();
            from.contents().copyTo(to);
            List<Long> copied = new ArrayList<>();
            for (int i = 0; i < PASSES; i++) {
                cursor = copyChanges(from, to, cursor, copied);
            }
            stopped.set(true);
            writing.join();
            assertThat(copied.stream().mapToLong(each -> each).sum()).isPositive();
            cursor = copyChanges(from, to, cursor, copied);

            assertThat(from.contents().differences(to, found -> {})).isZero();
            assertThat(to.contents().hash()).isEqualTo(from.contents().hash());
            assertThat(copyChanges(from, to, cursor, copied)).isEqualTo(cursor);
            assertThat(copied).endsWith(0L);
        }
    }

    private static ChangeCursor copyChanges(Storage from, Storage to, ChangeCursor cursor, List<Long> copied) {
        AtomicLong count = new AtomicLong();
        ChangeCursor next = from.contents().copyChangesTo(to, cursor, count::set);
        copied.add(count.get());
        return next;
    }

    /** Saves and deletes notes, and saves tasks, whose generations and events are kept. */
    private void write(Storage storage) {
        Random random = new Random(1);
        for (int i = 0; !stopped.get(); i++) {
            String id = "n" + random.nextInt(IDS);
            if (random.nextInt(3) == 0) {
                storage.documents("note").delete(id);
            } else {
                storage.documents("note").save(id, "{\"n\":" + i + "}");
            }
            storage.documents("task").save("t" + random.nextInt(IDS), "{\"n\":" + i + "}");
        }
    }
}
