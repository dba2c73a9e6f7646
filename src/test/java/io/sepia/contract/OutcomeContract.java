package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.TransactionOptions;
import io.sepia.error.StorageBusyException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Transactions that have a name, so that one whose outcome is unknown can be looked up. */
interface OutcomeContract extends StorageFixture {
    UUID TOKEN = new UUID(7, 7);
    TransactionOptions NAMED = TransactionOptions.DEFAULT.identifiedBy(TOKEN);

    @Test
    default void wasCommitted_ofACommittedTransaction_isTrue() {
        int result = storage().inTransaction(NAMED, tx -> {
            tx.documents("x").save("a", "{}");
            return 5;
        });
        assertThat(result).isEqualTo(5);
        assertThat(storage().wasCommitted(TOKEN)).isTrue();
        assertThat(storage().wasCommitted(TOKEN)).isTrue();
        storage().clear();
        assertThat(storage().wasCommitted(TOKEN)).isTrue();
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void wasCommitted_ofOneThatRolledBackOrNeverWas_isFalse() {
        try {
            storage().useTransaction(NAMED, tx -> {
                tx.documents("x").save("a", "{}");
                throw new Rollback();
            });
        } catch (Rollback expected) {
            assertThat(storage().wasCommitted(TOKEN)).isFalse();
        }
        assertThat(storage().wasCommitted(TOKEN)).isFalse();
        assertThat(storage().wasCommitted(new UUID(8, 8))).isFalse();
    }

    @Test
    default void useTransaction_nameThatWasUsed_isRefusedAndDoesNothing() {
        storage().useTransaction(NAMED, tx -> tx.documents("x").save("a", "{}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        storage().useTransaction(NAMED, tx -> tx.documents("x").save("b", "{}")))
                .withMessageContaining(TOKEN.toString());
        assertThat(storage().documents("x").ids()).containsExactly("a");
    }

    @Test
    default void useTransaction_nameThatWasGivenUpByLookingItUp_canNotBeCommittedAnyMore() {
        assertThat(storage().wasCommitted(TOKEN)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        storage().useTransaction(NAMED, tx -> tx.documents("x").save("a", "{}")));
        assertThat(storage().classes()).isEmpty();
        assertThat(storage().wasCommitted(TOKEN)).isFalse();
    }

    @Test
    default void useTransaction_namedAndRunAgain_isCommittedOnce() {
        AtomicInteger runs = new AtomicInteger();
        storage().useTransaction(NAMED.retryFor(Duration.ofSeconds(30)), tx -> {
            if (runs.incrementAndGet() < 3) {
                throw new StorageBusyException("on purpose");
            }
            tx.documents("x").save("a", "{}");
        });
        assertThat(runs).hasValue(3);
        assertThat(storage().wasCommitted(TOKEN)).isTrue();
    }

    @Test
    default void wasCommitted_insideATransaction_isRefused() {
        storage()
                .useTransaction(tx -> assertThatIllegalStateException()
                        .isThrownBy(() -> storage().wasCommitted(TOKEN)));
    }
}
