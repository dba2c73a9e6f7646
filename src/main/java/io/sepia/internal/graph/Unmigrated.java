package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.error.NotMigratedException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Query;
import io.sepia.internal.migration.Schemas;
import io.sepia.internal.unknown.Sightings;
import io.sepia.query.IndexDefinition;
import java.util.List;

/** Finds documents that do not have the present schema of their class. See decision 0182. */
public final class Unmigrated {
    private static final Operand MARK = new Operand.Content(FieldPath.SELF.member(Schemas.MEMBER));

    private Unmigrated() {}

    /**
     * Checks that a unique index can be built: all documents of its class have the present schema, and no value under a
     * former name, which the index would not compare.
     *
     * @throws NotMigratedException if they do
     */
    static void refuse(BackendTransaction transaction, ObjectModel<?> model, IndexDefinition unique) {
        String what = "The unique index on " + String.join(", ", unique.fields());
        refuse(transaction, model, what);
        for (FieldPath each : model.formerPaths(unique)) {
            if (exists(transaction, model, new Term.Exists(new Operand.Content(each)))) {
                throw NotMigratedException.formerName(model.name(), what, each.toString());
            }
        }
        model.formerConstants(unique).forEach((path, texts) -> {
            List<Value> values = texts.stream().<Value>map(Value.Text::new).toList();
            if (exists(transaction, model, new Term.In(new Operand.Content(path), values))) {
                throw NotMigratedException.formerName(model.name(), what, texts + " in " + path);
            }
        });
    }

    /**
     * Checks that all documents of a class have its present schema, unless the store knows that they do.
     *
     * @param what what needs that, for the message
     * @throws NotMigratedException if they do not
     */
    public static void refuse(BackendTransaction transaction, Sightings sightings, ObjectModel<?> model, String what) {
        if (model.schemas().isMarked() && !sightings.isMigrated(model.name())) {
            refuse(transaction, model, what);
            sightings.migrated(model.name());
        }
    }

    private static void refuse(BackendTransaction transaction, ObjectModel<?> model, String what) {
        if (!model.schemas().isMarked()) {
            return;
        }
        int present = model.schemas().current();
        Term other = Term.not(new Term.Exists(MARK))
                .or(Term.not(Term.compare(MARK, Term.Comparison.EQUAL, Value.of(present))));
        if (exists(transaction, model, other)) {
            throw NotMigratedException.earlierSchema(model.name(), present, what);
        }
    }

    /**
     * Checks that no result of a query of a class without a schema has a later one, in which its properties may be
     * elsewhere.
     *
     * @throws io.sepia.error.DocumentFormatException if one has
     */
    public static void refuseLater(BackendTransaction transaction, String className, Query query) {
        Term later = query.condition().and(Term.compare(MARK, Term.Comparison.GREATER, Value.of(1)));
        transaction.queryIds(className, Query.ALL.where(later).limit(1)).forEach(id -> {
            throw Schemas.later(new ObjectKey(className, id), 1);
        });
    }

    private static boolean exists(BackendTransaction transaction, ObjectModel<?> model, Term condition) {
        return !transaction
                .queryIds(model.name(), Query.ALL.where(condition).limit(1))
                .isEmpty();
    }
}
