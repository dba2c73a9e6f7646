package io.sepia.joining;

import io.sepia.dialect.SqliteDialect;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class SqliteGeneratedIdsTest extends GeneratedIdsContract {
    @Override
    HibernatePersistenceConfiguration plain(Path place) {
        return Units.sqlite(place).property("hibernate.dialect", SqliteDialect.class.getName());
    }

    /** A transaction that has read may not write after another commit, and is run again. */
    @Override
    List<Long> run(Supplier<List<Long>> transaction) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
        while (true) {
            try {
                return super.run(transaction);
            } catch (PessimisticLockException | LockTimeoutException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(2)));
            }
        }
    }
}
