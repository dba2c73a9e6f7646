package io.sepia.internal.engine;

import io.sepia.internal.backend.JoinedTransaction;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.Steps;
import io.sepia.internal.backend.StorageBackend;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The units of work in transactions of callers, one for each transaction, until it ends. Thread-safe. */
final class JoinedUnits {
    private final StorageBackend backend;
    private final Function<JoinedTransaction, UnitOfWork> maker;
    private final Map<JoinedTransaction, JoinedUnit> units = new ConcurrentHashMap<>();

    /** @param maker creates the unit of work of a transaction */
    JoinedUnits(StorageBackend backend, Function<JoinedTransaction, UnitOfWork> maker) {
        this.backend = backend;
        this.maker = maker;
    }

    /** Returns the unit of the current transaction of {@code caller}. Throws the exceptions of {@link Joining#join}. */
    JoinedUnit of(EntityManager caller) {
        JoinedTransaction transaction = Joining.of(backend).join(caller);
        JoinedUnit known = units.get(transaction);
        return known == null ? add(transaction) : known;
    }

    private JoinedUnit add(JoinedTransaction transaction) {
        UnitOfWork unit = maker.apply(transaction);
        JoinedUnit joined = new JoinedUnit(transaction, unit);
        units.put(transaction, joined);
        unit.follow(transaction);
        transaction.beforeCommit(unit::beforeCommit);
        transaction.onCompletion(outcome -> {
            units.remove(transaction);
            Steps.all().run(unit::close).run(() -> unit.end(outcome)).end();
        });
        return joined;
    }

    /** Returns the unit of this thread's current transaction, if the store has joined it, or null. */
    @Nullable
    UnitOfWork ofThread() {
        if (units.isEmpty()) {
            return null;
        }
        JoinedTransaction transaction = Joining.of(backend).current();
        JoinedUnit joined = transaction == null ? null : units.get(transaction);
        return joined == null ? null : joined.unit();
    }
}
