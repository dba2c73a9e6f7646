package io.sepia.joining;

import io.sepia.dialect.SqliteDialect;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.nio.file.Path;
import java.util.List;
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
        for (int i = 0; i < 1_000; i++) {
            try {
                return super.run(transaction);
            } catch (PessimisticLockException | LockTimeoutException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("The transaction lost each of 1,000 races.");
    }
}
