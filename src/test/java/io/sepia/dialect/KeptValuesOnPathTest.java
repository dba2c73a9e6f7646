package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.QueryTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A unit that names a path and uses the store's connections. */
class KeptValuesOnPathTest extends KeptValuesContract {
    private static EntityManagerFactory factory;

    @BeforeAll
    static void open(@TempDir Path directory) {
        factory = KeptValuesTest.unit()
                .property("sepia.database_path", directory.resolve("kept.db").toString())
                .createEntityManagerFactory();
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Test
    void query_pastItsTimeout_fails() {
        write(entities -> {
            for (int i = 1; i <= 400; i++) {
                entities.persist(new Keeper(i));
            }
        });
        String slow =
                "select count(*) from Keeper a, Keeper b, Keeper c, Keeper d where a.name || b.name <> c.name || d.name";
        long start = System.nanoTime();
        assertThatThrownBy(() -> read(entities -> entities.createQuery(slow, Long.class)
                        .setHint("jakarta.persistence.query.timeout", 1_000)
                        .getSingleResult()))
                .isInstanceOf(QueryTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(this.<Long>read(entities -> entities.createQuery("select count(*) from Keeper", Long.class)
                        .getSingleResult()))
                .isEqualTo(400);
    }

    @Override
    EntityManagerFactory factory() {
        return factory;
    }
}
