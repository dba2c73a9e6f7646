package io.sepia.trial;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.ForwardingTransaction;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.TransactionLedger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction that breaks a rule in what a subclass overrides. */
abstract class MutantTransaction extends ForwardingTransaction {
    private final BackendTransaction transaction;

    @Nullable
    TransactionLedger ledger;

    boolean wrote;
    boolean ended;

    MutantTransaction(BackendTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    protected BackendTransaction delegate() {
        return transaction;
    }

    @Override
    public void report(Ledger to) {
        if (to instanceof TransactionLedger all) {
            ledger = all;
        }
        super.report(to);
    }

    @Override
    public Effects save(List<DocumentWrite> writes) {
        Effects effects = super.save(writes);
        wrote = true;
        return effects;
    }

    @Override
    public void commit() {
        ended = true;
        super.commit();
    }
}
