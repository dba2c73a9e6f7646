package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

class EmbeddedGeneratedIdsTest extends GeneratedIdsContract {
    @Override
    HibernatePersistenceConfiguration plain(Path place) {
        return Units.embedded(place);
    }

    @Test
    void insert_ofManyThreadsOutsideOfTransactions_isNeverRefusedForAnotherOnesBlock() {
        try (EntityManagerFactory factory =
                unit().property("sepia.deferred_lock", true).createEntityManagerFactory()) {
            List<CompletableFuture<Void>> threads = IntStream.range(0, 4)
                    .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 60; i++) {
                            try (StatelessSession session =
                                    factory.unwrap(SessionFactory.class).openStatelessSession()) {
                                session.insert(new Tabled());
                            }
                        }
                    }))
                    .toList();
            threads.forEach(each -> each.orTimeout(60, TimeUnit.SECONDS).join());
            assertThat(count(factory, "Tabled")).isEqualTo(240);
        }
    }

    @Test
    void persist_whileAnotherThreadWaitsForABlock_doesNotWaitForIt() throws Exception {
        try (EntityManagerFactory factory = unit().createEntityManagerFactory();
                EntityManager em = factory.createEntityManager()) {
            for (Supplier<Numbered> kind : KINDS.subList(0, 3)) {
                em.getTransaction().begin();
                em.find(Customer.class, 1L);
                CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                    try (StatelessSession session =
                            factory.unwrap(SessionFactory.class).openStatelessSession()) {
                        session.insert(kind.get());
                    }
                });
                // Lets the other thread begin to wait; without it, the test proves nothing.
                Thread.sleep(300);
                long begin = System.nanoTime();
                em.persist(kind.get());
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
                        .isLessThan(3_000);
                em.getTransaction().commit();
                waiting.orTimeout(20, TimeUnit.SECONDS).join();
                assertThat(count(factory, kind.get().getClass().getSimpleName()))
                        .isEqualTo(2);
            }
        }
    }
}
