package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.condition.ColumnConditions;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's SQL for queries. Conditions on the content use the column {@code content_json}; Java evaluates the rows
 * where it is null, and what PostgreSQL cannot compare as the store does. See decision 0291.
 */
public final class PostgresqlQueryDialect implements QueryDialect {
    public static final PostgresqlQueryDialect INSTANCE = new PostgresqlQueryDialect();

    private static final String ID = "object_id";
    private static final Sql IS_READABLE = Sql.of(PostgresqlValue.COLUMN + " IS NOT NULL");
    private static final Sql IS_UNREADABLE = Sql.of(PostgresqlValue.COLUMN + " IS NULL");
    /** The most values of a list that are compared one by one. */
    private static final int MOST_ALTERNATIVES = 100;

    private PostgresqlQueryDialect() {}

    /** Returns the condition of the class's indexes, which a condition with a parameter would not use. */
    @Override
    public Sql ofClass(String className) {
        return Sql.of(rowsOf(className));
    }

    static String rowsOf(String className) {
        return "class_name = '" + className.replace("'", "''") + "'";
    }

    /** {@inheritDoc} If SQL can express the whole condition, rows with a null column are left to Java once. */
    @Override
    public SqlCondition condition(Term condition) {
        Sql known = known(condition);
        if (known == null) {
            return SqlCondition.of(condition, PostgresqlQueryDialect::leaf);
        }
        return new SqlCondition(Sql.or(known, IS_UNREADABLE), Sql.and(known, IS_READABLE), IS_UNREADABLE);
    }

    /** Returns the condition on rows whose column is not null, or null if Java must decide for some of them. */
    private static @Nullable Sql known(Term condition) {
        if (condition instanceof Term.And and) {
            List<Sql> parts = known(and.parts());
            return parts.isEmpty() ? null : Sql.all(parts);
        }
        if (condition instanceof Term.Or or) {
            List<Sql> parts = known(or.parts());
            return parts.isEmpty() ? null : Sql.any(parts);
        }
        if (condition instanceof Term.Not not) {
            Sql part = known(not.part());
            return part == null ? null : part.not();
        }
        boolean isElements = condition instanceof Term.Any || condition instanceof Term.All;
        return isElements || QueryDialect.operand(condition) instanceof Property ? null : content(condition);
    }

    /** Returns the conditions of all parts, or an empty list if Java must decide about one. */
    private static List<Sql> known(List<Term> parts) {
        List<Sql> known = new ArrayList<>();
        for (Term each : parts) {
            Sql sql = known(each);
            if (sql == null) {
                return List.of();
            }
            known.add(sql);
        }
        return known;
    }

    private static SqlCondition leaf(Term condition) {
        if (condition instanceof Term.Any || condition instanceof Term.All) {
            return SqlCondition.UNKNOWN;
        }
        Operand operand = QueryDialect.operand(condition);
        if (operand instanceof Property property) {
            return ColumnConditions.fits(condition, PostgresqlValue::fits)
                    ? ColumnConditions.of(property, condition, ID, "?")
                    : SqlCondition.UNKNOWN;
        }
        Sql known = content(condition);
        return known == null
                ? SqlCondition.UNKNOWN
                : new SqlCondition(Sql.or(known, IS_UNREADABLE), known, IS_UNREADABLE);
    }

    /** Returns a condition on the content, which is null where the column is, or null if Java must decide. */
    private static @Nullable Sql content(Term condition) {
        Operand operand = QueryDialect.operand(condition);
        PostgresqlValue at = value(operand instanceof Operand.Size size ? size.of() : operand);
        if (at == null || condition instanceof Term.Words) {
            return null;
        }
        return operand instanceof Operand.Size ? size(at, condition) : value(at, condition);
    }

    private static @Nullable PostgresqlValue value(Operand operand) {
        return operand instanceof Operand.Content content
                        && content.scale() == null
                        && content.formerPaths().isEmpty()
                ? PostgresqlValue.at(content.path())
                : null;
    }

    /** Returns the condition on the number of elements, or null if Java must decide. */
    private static @Nullable Sql size(PostgresqlValue at, Term condition) {
        if (!(condition instanceof Term.Compare compare)) {
            return null;
        }
        String size =
                "(CASE WHEN jsonb_typeof(" + at.json() + ") = 'array' THEN jsonb_array_length(" + at.json() + ") END)";
        return ColumnConditions.compareNumber(size, compare.comparison(), compare.value())
                .may();
    }

    /** Returns the condition on a value, or null if Java must decide. */
    private static @Nullable Sql value(PostgresqlValue at, Term condition) {
        if (condition instanceof Term.Compare compare) {
            return compare.comparison() == Comparison.EQUAL
                    ? equal(at, compare.value())
                    : order(at, compare.comparison(), compare.value());
        }
        if (condition instanceof Term.In in) {
            return in(at, in.values());
        }
        if (condition instanceof Term.Exists) {
            return Sql.of(at.json() + " IS NOT NULL");
        }
        if (condition instanceof Term.Is is) {
            return is(at, is.kind());
        }
        if (condition instanceof Term.StartsWith starts) {
            return text(at, "starts_with(" + at.text() + ", ?)", starts.prefix());
        }
        return condition instanceof Term.Contains contains
                ? text(at, "strpos(" + at.text() + ", ?) > 0", contains.part())
                : null;
    }

    private static Sql is(PostgresqlValue at, Term.Kind kind) {
        return at.is(
                switch (kind) {
                    case NULL -> "null";
                    case BOOLEAN -> "boolean";
                    case NUMBER -> "number";
                    case TEXT -> "string";
                    case ARRAY -> "array";
                    case OBJECT -> "object";
                });
    }

    private static @Nullable Sql equal(PostgresqlValue at, Value value) {
        if (value instanceof Value.Text text && !PostgresqlValue.fits(text.value())) {
            return Sql.FALSE;
        }
        if (value instanceof Value.Null) {
            return at.is("null");
        }
        String literal = PostgresqlValue.literal(value);
        return literal == null ? null : at.equalTo(literal);
    }

    private static @Nullable Sql order(PostgresqlValue at, Comparison comparison, Value value) {
        if (value instanceof Value.Text text) {
            return text(at, at.text() + " " + comparison.sign() + " ?", text.value());
        }
        String literal = value instanceof Value.Number ? PostgresqlValue.literal(value) : null;
        if (literal == null) {
            return null;
        }
        // The key of a number is never null. The type follows, because values of other types have an order too.
        String compared = at.key() == null ? at.json() : at.key();
        return Sql.and(Sql.of(compared + " " + comparison.sign() + " CAST(? AS jsonb)", literal), at.is("number"));
    }

    private static @Nullable Sql text(PostgresqlValue at, String condition, String text) {
        return PostgresqlValue.fits(text) ? Sql.and(at.is("string"), Sql.of(condition, text)) : null;
    }

    private static @Nullable Sql in(PostgresqlValue at, List<Value> values) {
        if (values.size() > MOST_ALTERNATIVES) {
            return null;
        }
        Sql[] parts = new Sql[values.size()];
        for (int i = 0; i < parts.length; i++) {
            Sql part = equal(at, values.get(i));
            if (part == null) {
                return null;
            }
            parts[i] = part;
        }
        return Sql.or(parts);
    }

    @Override
    public @Nullable SortKey sortKey(Operand operand) {
        return operand instanceof Property property ? new SortKey(ColumnConditions.column(property), null) : null;
    }
}
