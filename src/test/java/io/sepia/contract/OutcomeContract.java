package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.Transactions;
import io.sepia.error.StorageBusyException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Named transactions, whose outcome can be looked up if it is unknown. */
interface OutcomeContract extends StorageFixture {
    UUID TOKEN = new UUID(7, 7);

    @Test
    default void wasCommitted_ofACommittedTransaction_isTrue() {
        int result = named().in(tx -> {
            tx.documents("x").save("a", "{}");
            return 5;
        });
        assertThat(result).isEqualTo(5);
        assertThat(storage().transactions().wasCommitted(TOKEN)).isTrue();
        assertThat(storage().transactions().wasCommitted(TOKEN)).isTrue();
        storage().clear();
        assertThat(storage().transactions().wasCommitted(TOKEN)).isTrue();
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void wasCommitted_ofOneThatRolledBackOrNeverWas_isFalse() {
        try {
            named().use(tx -> {
                tx.documents("x").save("a", "{}");
                throw new Rollback();
            });
        } catch (Rollback expected) {
            assertThat(storage().transactions().wasCommitted(TOKEN)).isFalse();
        }
        assertThat(storage().transactions().wasCommitted(TOKEN)).isFalse();
        assertThat(storage().transactions().wasCommitted(new UUID(8, 8))).isFalse();
    }

    @Test
    default void useTransaction_nameThatWasUsed_isRefusedAndDoesNothing() {
        named().use(tx -> tx.documents("x").save("a", "{}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named().use(tx -> tx.documents("x").save("b", "{}")))
                .withMessageContaining(TOKEN.toString());
        assertThat(storage().documents("x").ids()).containsExactly("a");
    }

    @Test
    default void useTransaction_nameThatWasGivenUpByLookingItUp_canNotBeCommittedAnyMore() {
        assertThat(storage().transactions().wasCommitted(TOKEN)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named().use(tx -> tx.documents("x").save("a", "{}")));
        assertThat(storage().classes()).isEmpty();
        assertThat(storage().transactions().wasCommitted(TOKEN)).isFalse();
    }

    @Test
    default void useTransaction_namedAndRunAgain_isCommittedOnce() {
        AtomicInteger runs = new AtomicInteger();
        named().retryFor(Duration.ofSeconds(30)).use(tx -> {
            if (runs.incrementAndGet() < 3) {
                throw new StorageBusyException("on purpose");
            }
            tx.documents("x").save("a", "{}");
        });
        assertThat(runs).hasValue(3);
        assertThat(storage().transactions().wasCommitted(TOKEN)).isTrue();
    }

    @Test
    default void identifiedBy_ofTransactionsThatOnlyRead_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named().readOnly())
                .withMessageContaining("no outcome");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storage().transactions().readOnly().identifiedBy(TOKEN));
    }

    @Test
    default void wasCommitted_insideATransaction_isRefused() {
        storage()
                .useTransaction(tx -> assertThatIllegalStateException()
                        .isThrownBy(() -> storage().transactions().wasCommitted(TOKEN)));
    }

    private Transactions named() {
        return storage().transactions().identifiedBy(TOKEN);
    }
}
