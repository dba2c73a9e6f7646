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
 * Brings the indexes and rules of a store in line with its classes, once for each class. An instance lives as long as
 * its store. Thread-safe. See decisions 0037, 0039 and 0042.
 */
public final class IndexKeeper {
    private final Set<String> inLine = ConcurrentHashMap.newKeySet();
    private final Runnable whenAging;

    /** @param whenAging runs for each class whose generations expire after some days */
    public IndexKeeper(Runnable whenAging) {
        this.whenAging = whenAging;
    }

    /** Claims a class that is not in line yet. The caller brings it in line, or releases it with {@link #giveBack}. */
    boolean take(ObjectModel<?> model) {
        return !inLine.contains(model.name()) && inLine.add(model.name());
    }

    /** Releases a class after the transaction that brought it in line was rolled back. */
    void giveBack(ObjectModel<?> model) {
        inLine.remove(model.name());
    }

    /**
     * Builds the indexes that a class declares, and drops those that it no longer declares.
     *
     * @throws io.sepia.error.NotUniqueException if an index is unique and objects have equal values in its fields
     * @throws io.sepia.error.DamagedDocumentException if a document of the class is not JSON
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

    /** Records in the store which generations a class keeps. */
    void keepHistory(Generations generations, ObjectModel<?> model) {
        model.history().ifPresent(rule -> {
            if (rule.equals(generations.rules().get(model.name()))) {
                watchAge(rule);
            } else {
                keepHistory(generations, model.name(), rule);
            }
        });
    }

    /** Records in the store which generations of a class are kept. */
    public void keepHistory(Generations generations, String className, HistoryRule rule) {
        generations.rule(className, rule);
        watchAge(rule);
    }

    private void watchAge(HistoryRule rule) {
        if (rule.days() > 0) {
            whenAging.run();
        }
    }

    /** Records in the store what a class declares for references to its objects. */
    static void keepRule(DocumentReferences references, ObjectModel<?> model) {
        OnDelete kept = references.rules().getOrDefault(model.name(), OnDelete.LEAVE);
        if (kept != model.onDelete()) {
            references.rule(model.name(), model.onDelete());
        }
    }
}
