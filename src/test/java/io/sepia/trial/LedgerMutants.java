package io.sepia.trial;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.TransactionLedger;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Transactions that break the rules of the ledger, into whose fields they reach. */
final class LedgerMutants {
    private LedgerMutants() {}

    /** Publishes what the transaction has promised with its first write, not after its commit. */
    static BackendTransaction publishingEarly(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public Effects save(List<DocumentWrite> writes) {
                Effects effects = super.save(writes);
                if (ledger != null) {
                    ledger.end(Outcome.COMMITTED, null);
                }
                return effects;
            }
        };
    }

    /** Undoes nothing of what a transaction that does not commit has changed in memory. */
    static BackendTransaction withoutUndo(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public void report(Ledger to) {
                if (to instanceof TransactionLedger all) {
                    set(all, "entries", new Commits(get(all, "entries")));
                }
                super.report(to);
            }
        };
    }

    /** Does not tell the cache what the transaction writes. */
    static BackendTransaction behindTheCache(BackendTransaction transaction) {
        return new MutantTransaction(transaction) {
            @Override
            public void report(Ledger to) {
                if (to instanceof TransactionLedger all) {
                    get(all, "sinks")
                            .removeIf(each -> each.getClass().getSimpleName().equals("PendingWrites"));
                }
                super.report(to);
            }
        };
    }

    /** Entries of which those that the ledger made for a rollback are not told of it. */
    private static final class Commits extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;

        Commits(List<Object> before) {
            super(before);
        }

        @Override
        @SuppressWarnings("unchecked")
        public boolean add(Object entry) {
            Consumer<Outcome> told = (Consumer<Outcome>) entry;
            boolean undo = entry.getClass().getName().startsWith(TransactionLedger.class.getName());
            return super.add((Consumer<Outcome>) outcome -> {
                if (!undo || outcome == Outcome.COMMITTED) {
                    told.accept(outcome);
                }
            });
        }
    }

    private static Field field(String name) {
        try {
            Field field = TransactionLedger.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new AssertionError("The ledger has changed, so change its mutants too", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> get(TransactionLedger ledger, String name) {
        try {
            return (List<Object>) field(name).get(ledger);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static void set(TransactionLedger ledger, String name, List<Object> value) {
        try {
            field(name).set(ledger, value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
