package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.StorageTransaction;
import io.sepia.dialect.SqliteDialect;
import io.sepia.error.StorageBusyException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockTimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The connections that a joined JTA transaction uses. */
class JtaConnectionsTest extends JtaFixture {
    @ParameterizedTest
    @EnumSource
    void persist_withIdsOfTheDatabase_worksAfterAReadAndAWrite(Kind kind) throws Exception {
        open(kind);
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            em.createQuery("select count(c) from Customer c", Long.class).getSingleResult();
            storage.joining(em).save(new Item("a", 1));
            for (int i = 0; i < 60; i++) {
                em.persist(new GeneratedIdsContract.Counted());
            }
            em.flush();
            assertThat(em.createQuery("select count(distinct c.id) from Counted c", Long.class)
                            .getSingleResult())
                    .isEqualTo(60);
            transactions.commit();
        }
        assertThat(storage.ids(Item.class)).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    void persist_withIdsOfATable_worksFirstAndIsRefusedWithTheRemedyOnSqliteOtherwise(Kind kind) throws Exception {
        open(kind, SqliteDialect.class.getName());
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            for (int i = 0; i < 30; i++) {
                em.persist(new GeneratedIdsContract.Auto());
            }
            transactions.commit();
        }
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            storage.joining(em).save(new Item("a", 1));
            ThrowingCallable persist = () -> {
                for (int i = 0; i < 60; i++) {
                    em.persist(new GeneratedIdsContract.Auto());
                }
            };
            if (kind == Kind.SQLITE) {
                assertThatThrownBy(persist)
                        .isInstanceOf(LockTimeoutException.class)
                        .rootCause()
                        .isInstanceOf(StorageBusyException.class)
                        .hasMessageContaining("GenerationType.IDENTITY");
                transactions.rollback();
            } else {
                assertThatCode(persist).doesNotThrowAnyException();
                transactions.commit();
            }
        }
        assertThat(storage.count(Item.class)).isEqualTo(kind == Kind.SQLITE ? 0 : 1);
    }

    /** Quarkus sets the second mode. */
    @ParameterizedTest
    @CsvSource({
        "H2, DELAYED_ACQUISITION_AND_RELEASE_AFTER_STATEMENT",
        "H2, DELAYED_ACQUISITION_AND_RELEASE_BEFORE_TRANSACTION_COMPLETION",
        "SQLITE, DELAYED_ACQUISITION_AND_RELEASE_AFTER_STATEMENT",
        "SQLITE, DELAYED_ACQUISITION_AND_RELEASE_BEFORE_TRANSACTION_COMPLETION"
    })
    void commit_afterJoinedOperations_leavesNoConnectionOpenForThePoolToClose(Kind kind, String mode) throws Exception {
        handlingMode = mode;
        open(kind);
        warnings.clear();
        storage.save(new Item("own", 1));
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            StorageTransaction joined = storage.joining(em);
            joined.save(new Item("a", 1));
            assertThat(joined.count(Item.class)).isEqualTo(2);
            em.persist(new Customer(1, "ada"));
            transactions.commit();
        }
        assertThat(warnings).isEmpty();
        assertThat(storage.ids(Item.class)).containsExactly("a", "own");
    }
}
