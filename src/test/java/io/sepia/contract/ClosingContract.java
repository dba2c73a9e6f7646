package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.Storage;
import io.sepia.error.StorageClosedException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Closing a store from within its own transactions. */
interface ClosingContract extends StorageFixture {
    @Test
    default void close_insideOwnTransaction_isRefusedAtOnceAndTheTransactionCommits() {
        Instant begin = Instant.now();
        storage().useTransaction(tx -> {
            tx.documents("x").save("a", "{}");
            assertThatIllegalStateException()
                    .isThrownBy(storage()::close)
                    .withMessageContaining("Close the store after the transaction");
        });
        storage()
                .transactions()
                .readOnly()
                .use(tx -> assertThatIllegalStateException().isThrownBy(storage()::close));

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(4));
        assertThat(storage().documents("x").ids()).containsExactly("a");
    }

    @Test
    default void close_refusedInsideATransaction_succeedsAfterIt() {
        Storage other = open(builder -> builder);
        other.useTransaction(tx -> assertThatIllegalStateException().isThrownBy(other::close));
        other.close();

        assertThatExceptionOfType(StorageClosedException.class)
                .isThrownBy(() -> other.documents("x").ids());
    }
}
