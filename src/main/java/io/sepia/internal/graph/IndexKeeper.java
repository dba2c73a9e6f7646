package io.sepia.internal.graph;

import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.nearest.VectorCache;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings the indexes and rules of a store in line with its classes, once for each class. An instance lives as long as
 * its store. Thread-safe. See decisions 0037, 0039, 0042 and 0092.
 */
public final class IndexKeeper {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Set<String> inLine = ConcurrentHashMap.newKeySet();
    private final Runnable whenAging;
    private final VectorCache vectors = new VectorCache();
    private volatile @Nullable Long compared;

    /** @param whenAging runs for each class whose generations expire after some days */
    public IndexKeeper(Runnable whenAging) {
        this.whenAging = whenAging;
    }

    /** Returns the vectors of classes, which are an index in memory. */
    public VectorCache vectors() {
        return vectors;
    }

    /**
     * Compares the index of references before a deletion relies on it, unless this store has done so within the last
     * hour. See decision 0246.
     *
     * @throws io.sepia.error.DamagedDocumentException if the index is damaged
     */
    void compareReferences(DocumentReferences references) {
        Long last = compared;
        if (last == null || System.nanoTime() - last > HOUR) {
            references.check();
            compared = System.nanoTime();
        }
    }

    boolean isInLine(ObjectModel<?> model) {
        return inLine.contains(model.name());
    }

    /**
     * Brings indexes and rules of a class in line, in a transaction. Other transactions do so too, until this one has
     * committed: what it has done may still be undone.
     *
     * @throws io.sepia.error.NotUniqueException as {@link #bringInLine(BackendTransaction, ObjectModel)}
     */
    void bringInLine(BackendTransaction transaction, TransactionLedger ledger, ObjectModel<?> model) {
        ledger.wrote();
        bringInLine(transaction, model);
        keepRule(transaction.references(), model);
        model.history().ifPresent(rule -> {
            if (rule.equals(transaction.generations().rules().get(model.name()))) {
                watchAge(rule, ledger);
            } else {
                keepHistory(transaction.generations(), model.name(), rule, ledger);
            }
        });
        ledger.onCommit(() -> inLine.add(model.name()));
    }

    /**
     * Builds the indexes that a class declares, and drops those that it no longer declares.
     *
     * @throws io.sepia.error.NotUniqueException if an index is unique and objects have equal values in its fields
     * @throws io.sepia.error.NotMigratedException if an index is unique and objects have an earlier schema
     * @throws io.sepia.error.DamagedDocumentException if a document of the class is not JSON
     */
    public static void bringInLine(BackendTransaction transaction, ObjectModel<?> model) {
        DocumentIndexes indexes = transaction.indexes();
        for (IndexEntry each : indexes.list(model.name())) {
            if (each.declared() && !model.indexes().contains(each.definition())) {
                indexes.drop(each.definition());
            }
        }
        for (IndexDefinition each : model.indexes()) {
            if (each.unique()
                    && indexes.list(model.name()).stream()
                            .noneMatch(entry -> entry.definition().equals(each))) {
                Unmigrated.refuse(transaction, model, each);
            }
            indexes.add(each, true);
        }
    }

    /** Records in the store which generations of a class are kept. */
    public void keepHistory(Generations generations, String className, HistoryRule rule, TransactionLedger ledger) {
        ledger.wrote();
        generations.rule(className, rule);
        watchAge(rule, ledger);
    }

    private void watchAge(HistoryRule rule, TransactionLedger ledger) {
        if (rule.days() > 0) {
            ledger.onCommit(whenAging);
        }
    }

    /** Records in the store what a class declares for references to its objects. */
    private static void keepRule(DocumentReferences references, ObjectModel<?> model) {
        OnDelete kept = references.rules().getOrDefault(model.name(), OnDelete.LEAVE);
        if (kept != model.onDelete()) {
            references.rule(model.name(), model.onDelete());
        }
    }
}
