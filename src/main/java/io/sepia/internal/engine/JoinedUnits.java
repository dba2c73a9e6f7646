package io.sepia.internal.engine;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.EndSteps;
import io.sepia.internal.backend.JoinedTransaction;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.StorageBackend;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The units of work in transactions of callers, one for each transaction, until it ends. Thread-safe. */
final class JoinedUnits {
    private final StorageBackend backend;
    private final Supplier<? extends @Nullable EntityManager> surrounding;
    private final Function<JoinedTransaction, UnitOfWork> maker;
    private final Map<JoinedTransaction, JoinedUnit> units = new ConcurrentHashMap<>();
    /** The transactions that the store joined by itself, and that are current only as {@code surrounding} says. */
    private final Set<JoinedTransaction> surroundings = ConcurrentHashMap.newKeySet();

    /**
     * @param surrounding returns the EntityManager in whose transaction the thread is, or null
     * @param maker creates the unit of work of a transaction
     */
    JoinedUnits(
            StorageBackend backend,
            Supplier<? extends @Nullable EntityManager> surrounding,
            Function<JoinedTransaction, UnitOfWork> maker) {
        this.backend = backend;
        this.surrounding = surrounding;
        this.maker = maker;
    }

    /** Returns the unit of the current transaction of {@code caller}. Throws the exceptions of {@link Joining#join}. */
    JoinedUnit of(EntityManager caller) {
        JoinedTransaction transaction = Joining.of(backend).join(caller);
        JoinedUnit known = units.get(transaction);
        return known == null ? add(transaction) : known;
    }

    /**
     * Returns the scope that this thread's work joins, or null: the surrounding transaction, the store's own or, for
     * reading, one in a caller's transaction. See decision 0210.
     *
     * @param own the store's own transaction that the thread is in, or null
     */
    @Nullable
    Scope around(Engine engine, @Nullable UnitOfWork own, Access access) {
        EntityManager caller = surrounding.get();
        if (caller != null && Joining.of(backend).isInTransaction(caller)) {
            return new JoinedScope(engine, caller, true);
        }
        return own == null && access == Access.READ_ONLY ? ofThread() : own;
    }

    /**
     * Returns the unit of the surrounding transaction.
     *
     * @throws IllegalStateException if {@code access} writes and the transaction is declared as read-only
     */
    JoinedUnit surrounding(EntityManager caller, Access access) {
        if (access == Access.READ_WRITE && Joining.of(backend).isReadOnly(caller)) {
            throw new IllegalStateException(
                    "This thread is in a transaction that is declared as read-only, so the store"
                            + " cannot write in it. Declare the transaction as writing.");
        }
        JoinedUnit unit = of(caller);
        surroundings.add(unit.transaction());
        return unit;
    }

    private JoinedUnit add(JoinedTransaction transaction) {
        UnitOfWork unit = maker.apply(transaction);
        JoinedUnit joined = new JoinedUnit(transaction, unit);
        units.put(transaction, joined);
        unit.follow(transaction);
        transaction.beforeCommit(unit::beforeCommit);
        transaction.onCompletion(outcome -> {
            units.remove(transaction);
            surroundings.remove(transaction);
            EndSteps.all().run(unit::close).run(() -> unit.end(outcome)).end();
        });
        return joined;
    }

    /** Returns the unit of this thread's current transaction, if the store has joined it, or null. */
    private @Nullable UnitOfWork ofThread() {
        if (units.isEmpty()) {
            return null;
        }
        JoinedTransaction transaction = Joining.of(backend).current();
        JoinedUnit joined = transaction == null || surroundings.contains(transaction) ? null : units.get(transaction);
        return joined == null ? null : joined.unit();
    }
}
