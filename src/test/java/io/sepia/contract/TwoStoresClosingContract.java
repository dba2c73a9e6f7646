package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.error.StorageException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A store that is closed during a transaction, and another store that goes on. */
abstract class TwoStoresClosingContract extends TwoStoresVectorsContract {
    record Note(String id, String text) {}

    /** Returns the option that limits how long closing waits for running transactions. */
    String closeTimeout() {
        return "busy_timeout";
    }

    @Test
    void close_whileATransactionRuns_leavesAllOrNothingOfIt() throws Exception {
        // No other store of this process keeps the lock of the place.
        a.close();
        Random random = new Random(19);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        for (int round = 0; round < 15; round++) {
            String prefix = round + "-";
            List<Note> notes = IntStream.range(0, 400)
                    .mapToObj(i -> new Note(prefix + i, ""))
                    .toList();
            Storage closing = open(builder -> builder.option(closeTimeout(), 2));
            Future<?> saving = executor.submit(() -> closing.useTransaction(tx -> tx.saveAll(notes)));
            LockSupport.parkNanos(random.nextInt(150_000_000));
            closing.close();
            Storage next = open();
            retried(() -> next.save(new Note("after", prefix)));
            Throwable failure = null;
            try {
                saving.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                failure = e.getCause();
            }
            long saved = next.ids(Note.class).stream()
                    .filter(id -> id.startsWith(prefix))
                    .count();
            if (failure == null) {
                assertThat(saved).isEqualTo(400);
            } else {
                assertThat(failure).isInstanceOf(StorageException.class);
                assertThat(saved).isIn(0L, 400L);
            }
            next.close();
        }
        executor.shutdown();
    }
}
