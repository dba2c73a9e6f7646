package io.sepia.trial;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.JoinedTransaction;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.TransactionLedger;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Joined transactions that pause and fail before their writes. */
final class FaultyJoining implements Joining {
    private final Joining joining;
    private final Faults faults;
    private final Mutant mutant;
    private final Map<JoinedTransaction, JoinedTransaction> joined = new ConcurrentHashMap<>();

    FaultyJoining(Joining joining, Faults faults, Mutant mutant) {
        this.joining = joining;
        this.faults = faults;
        this.mutant = mutant;
    }

    @Override
    public void check(EntityManager caller) {
        joining.check(caller);
    }

    @Override
    public JoinedTransaction join(EntityManager caller) {
        return joined.computeIfAbsent(joining.join(caller), Wrapper::new);
    }

    @Override
    public boolean isInTransaction(EntityManager caller) {
        return joining.isInTransaction(caller);
    }

    @Override
    public boolean isReadOnly(EntityManager caller) {
        return joining.isReadOnly(caller);
    }

    @Override
    public @Nullable JoinedTransaction current() {
        JoinedTransaction current = joining.current();
        return current == null ? null : joined.get(current);
    }

    private final class Wrapper implements JoinedTransaction {
        private final JoinedTransaction transaction;
        private final BackendTransaction operations;

        Wrapper(JoinedTransaction transaction) {
            this.transaction = transaction;
            this.operations = new FaultyTransaction(mutant.around(transaction.operations()), faults, false);
            transaction.onCompletion(outcome -> joined.remove(transaction));
        }

        @Override
        public BackendTransaction operations() {
            return operations;
        }

        @Override
        public <T extends @Nullable Object> T atomically(Supplier<T> work) {
            return mutant.ignoresSavepoints() ? work.get() : transaction.atomically(work);
        }

        @Override
        public void mark() {
            transaction.mark();
        }

        @Override
        public void follow(TransactionLedger ledger, Runnable takenBack) {
            transaction.follow(ledger, takenBack);
        }

        @Override
        public void beforeCommit(Runnable listener) {
            transaction.beforeCommit(listener);
        }

        @Override
        public void onCompletion(Consumer<Outcome> listener) {
            transaction.onCompletion(listener);
        }
    }
}
