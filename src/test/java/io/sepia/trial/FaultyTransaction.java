package io.sepia.trial;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.ForwardingTransaction;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.matching.Query;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** A transaction that pauses and fails around its writes and its commit. */
final class FaultyTransaction extends ForwardingTransaction {
    private final BackendTransaction transaction;
    private final Faults faults;
    private final boolean afterwards;
    private boolean failed;

    /** @param afterwards whether a write may fail although it took place, because its transaction then rolls back */
    FaultyTransaction(BackendTransaction transaction, Faults faults, boolean afterwards) {
        this.transaction = transaction;
        this.faults = faults;
        this.afterwards = afterwards;
    }

    @Override
    protected BackendTransaction delegate() {
        return transaction;
    }

    private Effects write(Supplier<Effects> write) {
        boolean fine = false;
        try {
            faults.aroundWrite();
            Effects effects = write.get();
            if (afterwards) {
                faults.aroundWrite();
            } else {
                faults.pause();
            }
            fine = true;
            return effects;
        } finally {
            failed |= !fine;
        }
    }

    @Override
    public Effects save(List<DocumentWrite> writes) {
        return write(() -> transaction.save(writes));
    }

    @Override
    public Effects restore(List<StoredDocument> documents) {
        return write(() -> transaction.restore(documents));
    }

    @Override
    public Effects delete(ObjectKey key, WriteCondition condition) {
        return write(() -> transaction.delete(key, condition));
    }

    @Override
    public Effects delete(String className, Collection<String> ids) {
        return write(() -> transaction.delete(className, ids));
    }

    @Override
    public Effects delete(String className, Query query) {
        return write(() -> transaction.delete(className, query));
    }

    @Override
    public Effects clear(String className) {
        return write(() -> transaction.clear(className));
    }

    @Override
    public Effects clear() {
        return write(transaction::clear);
    }

    @Override
    public Effects forget(String className, Collection<String> ids) {
        return write(() -> transaction.forget(className, ids));
    }

    @Override
    public Generations generations() {
        return Intercepted.of(Generations.class, transaction.generations(), (method, arguments, original) -> {
            if (method.equals("keep")) {
                faults.aroundWrite();
            }
            return original.call();
        });
    }

    @Override
    public void commit() {
        faults.beforeCommit();
        if (failed) {
            // As a backend does after a write that failed, injected or not.
            throw new StorageFailureException("A write of this transaction failed, some of them " + Faults.MARK + ".");
        }
        transaction.commit();
        faults.afterCommit();
    }
}
