package io.sepia.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The auto-configured store in transactions that Spring begins and ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SpringTransactionsContract extends SpringFixture {
    private ConfigurableApplicationContext context;

    /** Returns the properties of an application on one database in {@code place}. */
    abstract Map<String, Object> database(Path place);

    /** The application, started once. */
    @BeforeAll
    void start(@TempDir Path place) {
        Map<String, Object> properties = new HashMap<>(database(place));
        properties.put("spring.jpa.hibernate.ddl-auto", "update");
        properties.put("spring.datasource.hikari.maximum-pool-size", "4");
        properties.put("spring.main.banner-mode", "off");
        context = new SpringApplicationBuilder(Application.class, Automatic.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(properties)
                .run();
    }

    @AfterAll
    void stop() {
        context.close();
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    @BeforeEach
    void clear() {
        context.getBean(Service.class).clear();
    }

    void run(Consumer<Service> work) {
        work.accept(context.getBean(Service.class));
    }

    @Test
    void save_inATransaction_isCommittedWithEntities() {
        run(service -> {
            service.required(() -> {
                service.store("a");
                assertThat(service.memos()).containsExactly("a");
                assertThat(service.storage().load(Memo.class, "a").title()).isEqualTo("memo of a");
            });
            assertThat(service.clients()).containsExactly("a");
            assertThat(service.memos()).containsExactly("a");
        });
    }

    @Test
    void save_inATransactionThatThrows_isRolledBackWithEntities() {
        run(service -> {
            assertThatThrownBy(() -> service.required(() -> {
                        service.store("a");
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(service.clients()).isEmpty();
            assertThat(service.memos()).isEmpty();
        });
    }

    @Test
    void save_inATransactionWithAnEntityManagerOfTheRequest_isRolledBackWithEntities() {
        EntityManagerFactory factory = context.getBean(EntityManagerFactory.class);
        run(service -> {
            service.required(() -> service.store("taken"));
            EntityManager ofRequest = factory.createEntityManager();
            TransactionSynchronizationManager.bindResource(factory, new EntityManagerHolder(ofRequest));
            try {
                service.required(() -> service.store("first"));
                assertThat(service.memos()).containsExactly("first", "taken");
                assertThatThrownBy(() -> service.required(() -> {
                            service.storage().save(new Memo("a", "memo"));
                            service.entities().persist(new Client("a", "name of taken"));
                        }))
                        .isInstanceOf(DataAccessException.class);
                assertThat(service.memos()).containsExactly("first", "taken");
                service.readOnly(() -> assertThatThrownBy(
                                () -> service.storage().save(new Memo("b", "refused")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("read-only"));
            } finally {
                TransactionSynchronizationManager.unbindResource(factory);
                ofRequest.close();
            }
            assertThat(service.clients()).containsExactly("first", "taken");
        });
    }

    @Test
    void save_outsideOfATransaction_isCommittedAlone() {
        run(service -> {
            service.storage().save(new Memo("a", "alone"));
            assertThat(service.memos()).containsExactly("a");
        });
    }

    @Test
    void rollbackRule_thatCommits_commitsBoth() {
        run(service -> {
            assertThatThrownBy(() -> service.committingRefused(() -> {
                        service.store("a");
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(service.clients()).containsExactly("a");
            assertThat(service.memos()).containsExactly("a");
        });
    }

    @Test
    void innerTransaction_thatThrowsAndIsCaught_rollsBackAll() {
        run(service -> {
            assertThatThrownBy(() -> service.required(() -> {
                        service.store("a");
                        assertThatThrownBy(() -> service.required(() -> {
                                    service.store("b");
                                    throw new Refused();
                                }))
                                .isInstanceOf(Refused.class);
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(service.clients()).isEmpty();
            assertThat(service.memos()).isEmpty();
        });
    }

    @Test
    void requiresNew_isCommittedAlthoughTheOuterOneThrows() {
        run(service -> {
            assertThatThrownBy(() -> service.required(() -> {
                        service.requiresNew(() -> service.store("inner"));
                        service.store("outer");
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(service.clients()).containsExactly("inner");
            assertThat(service.memos()).containsExactly("inner");
        });
    }

    @Test
    void requiresNew_thatThrows_leavesTheOuterOne() {
        run(service -> {
            service.required(() -> {
                assertThatThrownBy(() -> service.requiresNew(() -> {
                            service.store("inner");
                            throw new Refused();
                        }))
                        .isInstanceOf(Refused.class);
                service.store("outer");
            });
            assertThat(service.clients()).containsExactly("outer");
            assertThat(service.memos()).containsExactly("outer");
        });
    }

    @Test
    void suspendedTransaction_isNotReadFrom() {
        run(service -> service.required(() -> {
            service.store("a");
            service.notSupported(() -> assertThat(service.memos()).isEmpty());
            assertThat(service.memos()).containsExactly("a");
        }));
    }

    @Test
    void readOnlyTransaction_readsAndRefusesWrites() {
        run(service -> {
            service.storage().save(new Memo("a", "alone"));
            service.readOnly(() -> {
                assertThat(service.memos()).containsExactly("a");
                assertThatThrownBy(() -> service.storage().save(new Memo("b", "refused")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("read-only");
                assertThatThrownBy(() -> service.storage().delete(Memo.class, "a"))
                        .isInstanceOf(IllegalStateException.class);
            });
            assertThat(service.memos()).containsExactly("a");
        });
    }

    @Test
    void useTransaction_inATransaction_joinsIt() {
        run(service -> {
            assertThatThrownBy(() -> service.required(() -> {
                        service.storage().useTransaction(tx -> {
                            tx.save(new Memo("a", "first"));
                            service.storage().save(new Memo("b", "second"));
                        });
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(service.memos()).isEmpty();
        });
    }

    @Test
    void transaction_withinOneOfTheStore_isRefused() {
        run(service -> {
            assertThatThrownBy(() -> service.storage()
                            .useTransaction(tx ->
                                    service.required(() -> service.storage().save(new Memo("a", "inner")))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("transaction that the store began");
            assertThat(service.memos()).isEmpty();
        });
    }

    @Test
    void stream_inATransaction_readsInIt() {
        run(service -> service.required(() -> {
            service.store("a");
            try (var memos = service.storage().query(Memo.class).stream()) {
                assertThat(memos).extracting(Memo::id).containsExactly("a");
            }
        }));
    }

    @Test
    void save_inCallbacksOfTheTransaction_joinsBeforeTheCommitAndIsItsOwnAfterIt() {
        run(service -> {
            assertThatThrownBy(() -> service.required(() -> {
                        service.store("a");
                        TransactionSynchronizationManager.registerSynchronization(new Saving(service));
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(service.memos()).containsExactly("afterCompletion");
            assertThat(service.clients()).isEmpty();
        });
        run(service -> {
            service.clear();
            service.required(() -> {
                service.store("a");
                TransactionSynchronizationManager.registerSynchronization(new Saving(service));
            });
            assertThat(service.memos())
                    .containsExactly("a", "afterCommit", "afterCompletion", "beforeCommit", "beforeCompletion");
        });
    }

    /** Saves an object in each callback. */
    private record Saving(Service service) implements TransactionSynchronization {
        private void save(String id) {
            service.storage().save(new Memo(id, "saved in a callback"));
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            save("beforeCommit");
        }

        @Override
        public void beforeCompletion() {
            save("beforeCompletion");
        }

        @Override
        public void afterCommit() {
            save("afterCommit");
        }

        @Override
        public void afterCompletion(int status) {
            save("afterCompletion");
        }
    }

    @Test
    void failingTransactions_neverStoreOneWithoutTheOther() {
        int rounds = Integer.getInteger("trial.spring.transactions", 60);
        run(service -> {
            Random random = new Random(1);
            service.required(() -> service.store("first"));
            for (int i = 0; i < rounds; i++) {
                String id = "r" + i;
                int kind = random.nextInt(4);
                try {
                    service.required(() -> {
                        service.store(id);
                        fail(service, id, kind);
                    });
                } catch (RuntimeException e) {
                    assertThat(kind).as("%s", e).isPositive();
                }
            }
            assertThat(service.memos()).hasSizeGreaterThan(1).isEqualTo(service.clients());
        });
    }

    /** Fails in one of several ways, or not if {@code kind} is 0. */
    private static void fail(Service service, String id, int kind) {
        switch (kind) {
            case 1 -> throw new Refused();
            case 2 -> service.entities().persist(new Client(id + "x", "name of first"));
            case 3 -> service.storage().update(new Memo("first", "stale", 99));
            default -> {}
        }
    }
}
