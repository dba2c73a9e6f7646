package io.sepia.contract;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageTransaction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A store and methods that the parts of the contract share. */
interface StorageFixture {
    /** The store of the test: new, empty, and with default options. */
    Storage storage();

    /** Opens another empty store with its own settings; it is closed after the test. */
    Storage open(UnaryOperator<StorageBuilder> settings);

    /** Returns whether write transactions may conflict, so that one of them has to run again. */
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

    /** Returns the stored JSON text of an object. */
    default String content(String className, Object id) {
        return storage().documents(className).load(id.toString()).content();
    }

    /** A call that is tested for its exception only. */
    default ThrowingCallable saving(Object object) {
        return () -> storage().save(object);
    }
}
