package io.sepia.contract;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageTransaction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the parts of the contract share: a store, and short ways to say what they say often. */
interface StorageFixture {
    /** The store of this test, empty at its beginning, with default options. */
    Storage storage();

    /** Another empty store with settings of its own; it is closed after the test. */
    Storage open(UnaryOperator<StorageBuilder> settings);

    /** Whether transactions that write may meet, so that one of them is asked to run again. */
    default boolean mayAskForRetry() {
        return false;
    }

    /** Thrown by tests to roll back. */
    final class Rollback extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Rollback() {
            super("on purpose");
        }
    }

    /** Runs {@code work} in a transaction that rolls back. */
    default void rolledBack(Consumer<StorageTransaction> work) {
        try {
            storage().useTransaction(tx -> {
                work.accept(tx);
                throw new Rollback();
            });
        } catch (Rollback expected) {
            return;
        }
        throw new AssertionError("The exception did not come through");
    }

    /** The stored JSON text of an object. */
    default String content(String className, Object id) {
        return storage().documents(className).load(id.toString()).content();
    }

    /** A call of which only the exception matters. */
    default ThrowingCallable saving(Object object) {
        return () -> storage().save(object);
    }
}
