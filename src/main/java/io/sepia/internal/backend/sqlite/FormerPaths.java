package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** Expresses conditions on properties that once had another name by conditions on each of their paths. */
final class FormerPaths {
    private FormerPaths() {}

    static Term expanded(Term condition) {
        if (condition instanceof Term.And and) {
            return new Term.And(and.parts().stream().map(FormerPaths::expanded).toList());
        }
        if (condition instanceof Term.Or or) {
            return new Term.Or(or.parts().stream().map(FormerPaths::expanded).toList());
        }
        if (condition instanceof Term.Not not) {
            return new Term.Not(expanded(not.part()));
        }
        Operand operand = operand(condition);
        Operand.Content content = operand instanceof Operand.Size size && size.of() instanceof Operand.Content of
                ? of
                : operand instanceof Operand.Content itself ? itself : null;
        if (content == null || content.formerPaths().isEmpty()) {
            return on(condition, operand);
        }
        List<FieldPath> paths = new ArrayList<>(List.of(content.path()));
        paths.addAll(content.formerPaths());
        List<Term> alternatives = new ArrayList<>();
        List<Term> missing = new ArrayList<>();
        for (FieldPath path : paths) {
            Operand.Content one = new Operand.Content(path, content.scale(), List.of());
            List<Term> parts = new ArrayList<>(missing);
            parts.add(on(condition, operand instanceof Operand.Size ? new Operand.Size(one) : one));
            alternatives.add(parts.size() == 1 ? parts.get(0) : new Term.And(parts));
            missing.add(new Term.Not(new Term.Exists(one)));
        }
        return new Term.Or(alternatives);
    }

    /** Returns the operand of a condition other than and, or and not. */
    static Operand operand(Term leaf) {
        if (leaf instanceof Term.Any any) {
            return any.operand();
        }
        return leaf instanceof Term.All all ? all.operand() : QueryDialect.operand(leaf);
    }

    private static Term on(Term leaf, Operand operand) {
        if (leaf instanceof Term.Any any) {
            return new Term.Any(operand, expanded(any.element()));
        }
        if (leaf instanceof Term.All all) {
            return new Term.All(operand, expanded(all.element()));
        }
        if (leaf instanceof Term.Compare compare) {
            return new Term.Compare(operand, compare.comparison(), compare.value());
        }
        if (leaf instanceof Term.In in) {
            return new Term.In(operand, in.values());
        }
        if (leaf instanceof Term.Exists) {
            return new Term.Exists(operand);
        }
        if (leaf instanceof Term.Is is) {
            return new Term.Is(operand, is.kind());
        }
        if (leaf instanceof Term.Words) {
            return leaf;
        }
        if (leaf instanceof Term.IgnoringCase ignoring) {
            return new Term.IgnoringCase(operand, ignoring.match(), ignoring.sought());
        }
        return leaf instanceof Term.StartsWith starts
                ? new Term.StartsWith(operand, starts.prefix())
                : new Term.Contains(operand, ((Term.Contains) leaf).part());
    }
}
