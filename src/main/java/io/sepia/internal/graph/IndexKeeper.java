package io.sepia.internal.graph;

import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.backend.DocumentReferences;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the indexes and rules of a store in line with what its classes ask for, each class once. Lives as long as the
 * store. Thread-safe.
 */
public final class IndexKeeper {
    private final Set<String> inLine = ConcurrentHashMap.newKeySet();
    private final Runnable whenAging;

    /** @param whenAging run whenever a class is met whose generations are dropped after some days */
    public IndexKeeper(Runnable whenAging) {
        this.whenAging = whenAging;
    }

    /** Whether a class has yet to be brought in line; its taker does so, or calls {@link #giveBack}. */
    boolean take(ObjectModel<?> model) {
        return !inLine.contains(model.name()) && inLine.add(model.name());
    }

    /** Says that the transaction which brought a class in line was rolled back. */
    void giveBack(ObjectModel<?> model) {
        inLine.remove(model.name());
    }

    /**
     * Builds the indexes that a class asks for, and drops those that it asked for once and does not any more.
     *
     * @throws io.sepia.error.NotUniqueException if one is unique and objects are equal in its fields
     * @throws io.sepia.error.DamagedDocumentException if a document of the class is no JSON
     */
    public static void bringInLine(DocumentIndexes indexes, ObjectModel<?> model) {
        for (IndexEntry each : indexes.list(model.name())) {
            if (each.declared() && !model.indexes().contains(each.definition())) {
                indexes.drop(each.definition());
            }
        }
        for (IndexDefinition each : model.indexes()) {
            indexes.add(each, true);
        }
    }

    /** Has the store remember which generations a class wants kept. */
    void keepHistory(Generations generations, ObjectModel<?> model) {
        model.history().ifPresent(rule -> {
            if (rule.equals(generations.rules().get(model.name()))) {
                watchAge(rule);
            } else {
                keepHistory(generations, model.name(), rule);
            }
        });
    }

    /** Has the store remember which generations of a class are kept. */
    public void keepHistory(Generations generations, String className, HistoryRule rule) {
        generations.rule(className, rule);
        watchAge(rule);
    }

    private void watchAge(HistoryRule rule) {
        if (rule.days() > 0) {
            whenAging.run();
        }
    }

    /** Has the store remember what a class says of references to its objects. */
    static void keepRule(DocumentReferences references, ObjectModel<?> model) {
        OnDelete kept = references.rules().getOrDefault(model.name(), OnDelete.LEAVE);
        if (kept != model.onDelete()) {
            references.rule(model.name(), model.onDelete());
        }
    }
}
