package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.sepia.Storage;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.RetryableException;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers ride through a restart of the server: the store repeats what may be repeated. */
abstract class ServerRestartContract {
    private static final int SAVES = 40;

    @TempDir
    Path directory;

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<RuntimeException> errors = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean done = new AtomicBoolean();

    /** Starts a server of its own in the directory, and returns the URL of a database. */
    abstract String start() throws Exception;

    /** Stops the server and starts it again on its port. */
    abstract void restart() throws Exception;

    abstract void stop() throws Exception;

    @Test
    void saves_whileTheServerRestarts_areKeptIfAcknowledged() throws Exception {
        String url = start();
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            pool.setMaximumPoolSize(4);
            pool.setConnectionTimeout(1_000);
            try (EntityManagerFactory factory = new HibernatePersistenceConfiguration("restart")
                            .property("jakarta.persistence.nonJtaDataSource", pool)
                            .createEntityManagerFactory();
                    Storage storage = Storage.of(factory)) {
                List<CompletableFuture<Void>> writers = IntStream.range(0, 2)
                        .mapToObj(each -> CompletableFuture.runAsync(() -> write(storage, each)))
                        .toList();
                await(SAVES);
                restart();
                await(acknowledged.size() + SAVES);
                done.set(true);
                writers.forEach(each -> each.orTimeout(60, TimeUnit.SECONDS).join());

                assertThat(storage.documents("note").ids()).containsAll(acknowledged);
                assertThat(errors)
                        .allSatisfy(each -> assertThat(each)
                                .isInstanceOfAny(RetryableException.class, OutcomeUnknownException.class));
            }
        } finally {
            done.set(true);
            stop();
        }
    }

    private void write(Storage storage, int writer) {
        for (int i = 0; !done.get(); i++) {
            String id = writer + "-" + i;
            try {
                storage.documents("note").save(id, "{}");
                acknowledged.add(id);
            } catch (RuntimeException e) {
                errors.add(e);
            }
        }
    }

    private void await(int saves) throws InterruptedException, IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (acknowledged.size() < saves) {
            if (System.nanoTime() > end) {
                throw new IOException("Only " + acknowledged.size() + " of " + saves + " saves, then " + errors.peek());
            }
            Thread.sleep(20);
        }
    }
}
