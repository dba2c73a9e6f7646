package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.condition.ColumnConditions;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Conditions as SQL with SQLite's JSON functions. Each condition begins with a comparison of {@code json_extract},
 * which an index on that expression serves. Cases that this does not distinguish (null and missing values, booleans and
 * numbers, texts and arrays) are decided by {@code json_type} after it. See decisions 0030 and 0040.
 */
public final class SqliteQueryDialect implements QueryDialect {
    public static final SqliteQueryDialect INSTANCE = new SqliteQueryDialect();

    /**
     * The number of values of one kind from which a list is passed as one parameter, so that one statement serves lists
     * of any length.
     */
    private static final int LONG_LIST = 9;

    private SqliteQueryDialect() {}

    @Override
    public Sql nearbyNumbers(SortKey key, double low, double high) {
        return SqliteNumbers.nearby(key, low, high);
    }

    /**
     * Returns the condition of the class's indexes, word for word, because none of them would serve a condition with a
     * parameter. The likelihood is given because SQLite assumes that an equality selects few rows, and would then scan
     * the class by id.
     */
    @Override
    public Sql ofClass(String className) {
        return Sql.of("likelihood(" + rowsOf(className) + ", 0.9)");
    }

    /**
     * Returns the condition that a row belongs to the class. It is not an equality: SQLite would prepare every
     * statement with the condition {@code class_name = ?} again for each execution, to check whether this index serves
     * it.
     */
    public static String rowsOf(String className) {
        return "class_name IS '" + className.replace("'", "''") + "'";
    }

    @Override
    public SqlCondition condition(Term condition) {
        return seenFrom(SqliteValue.Root.CONTENT, FormerPaths.expanded(condition));
    }

    @Override
    public @Nullable SortKey sortKey(Operand operand) {
        if (!isTold(operand)) {
            return null;
        }
        if (operand instanceof Property property) {
            return new SortKey(ColumnConditions.column(property), null);
        }
        if (operand instanceof Operand.Size size) {
            return new SortKey(SqliteValue.size(size.of(), SqliteValue.Root.CONTENT), null);
        }
        SqliteValue at = SqliteValue.of(operand, SqliteValue.Root.CONTENT);
        if (!(operand instanceof Operand.Content content)
                || content.scale() == null && content.formerPaths().isEmpty()) {
            return new SortKey(at.value(), at.json());
        }
        return content.formerPaths().isEmpty()
                ? SqliteScales.sortKey(at, Objects.requireNonNull(content.scale()))
                : null;
    }

    /** Returns whether SQLite tells the path from others: it reads names up to their first U+0000. */
    private static boolean isTold(Operand operand) {
        Operand of = operand instanceof Operand.Size size ? size.of() : operand;
        return of instanceof Property
                || SqliteValue.path(of).steps().stream()
                        .noneMatch(each -> each instanceof FieldPath.Name name
                                && name.text().indexOf('\0') >= 0);
    }

    private SqlCondition seenFrom(SqliteValue.Root here, Term condition) {
        boolean isLeaf =
                !(condition instanceof Term.And || condition instanceof Term.Or || condition instanceof Term.Not);
        if (condition instanceof Term.Words words) {
            return words.index() == 0 ? SqlCondition.UNKNOWN : SqliteWords.condition(words);
        }
        if (isLeaf && !isTold(FormerPaths.operand(condition))) {
            return SqlCondition.UNKNOWN;
        }
        if (condition instanceof Term.Not not
                && not.part() instanceof Term.Exists exists
                && isTold(exists.operand())
                && !(exists.operand() instanceof Property)) {
            return missing(here, exists.operand());
        }
        if (condition instanceof Term.Not not) {
            return seenFrom(here, not.part()).not();
        }
        if (condition instanceof Term.And and) {
            SqlCondition ranges = SqliteScales.ranges(
                    and.parts(), operand -> SqliteValue.of(operand, here), each -> seenFrom(here, each));
            if (ranges != null) {
                return ranges;
            }
            return SqlCondition.all(
                    and.parts().stream().map(each -> seenFrom(here, each)).toList());
        }
        if (condition instanceof Term.Or or) {
            return SqlCondition.any(
                    or.parts().stream().map(each -> seenFrom(here, each)).toList());
        }
        if (condition instanceof Term.Any any) {
            return elements(here, any.operand(), any.element(), true);
        }
        if (condition instanceof Term.All all) {
            return elements(here, all.operand(), all.element(), false);
        }
        Operand operand = QueryDialect.operand(condition);
        if (operand instanceof Property property) {
            return ColumnConditions.of(property, condition, "object_id", "?");
        }
        if (operand instanceof Operand.Size size) {
            return size(SqliteValue.size(size.of(), here), condition);
        }
        return value(SqliteValue.of(operand, here), SqliteValue.root(operand, here), operand, condition);
    }

    private static SqlCondition missing(SqliteValue.Root here, Operand operand) {
        if (operand instanceof Operand.Size size) {
            return SqlCondition.exact(Sql.of(SqliteValue.size(size.of(), here) + " IS NULL"));
        }
        SqliteValue at = SqliteValue.of(operand, here);
        return SqlCondition.exact(Sql.of("(" + at.value() + " IS NULL AND " + at.type() + " IS NULL)"));
    }

    private SqlCondition elements(SqliteValue.Root here, Operand operand, Term element, boolean some) {
        if (operand instanceof Property || operand instanceof Operand.Size) {
            return SqlCondition.NEVER;
        }
        SqliteValue.Root root = SqliteValue.root(operand, here);
        FieldPath path = SqliteValue.path(operand);
        Sql isArray = Sql.of(root.at(path).type() + " = 'array'");
        // A condition on metadata may be inside one on content, so the alias contains the path to the row.
        String alias = here.alias() + (root == here ? "" : root.alias());
        SqlCondition inside = seenFrom(SqliteValue.Root.element(alias), element);
        String rows = "EXISTS (SELECT 1 FROM " + root.elements(path, alias) + " WHERE ";
        return some
                ? new SqlCondition(
                        Sql.and(isArray, wrapped(rows, inside.may())), Sql.and(isArray, wrapped(rows, inside.sure())))
                : new SqlCondition(
                        Sql.and(isArray, wrapped("NOT " + rows, inside.may().not())),
                        Sql.and(isArray, wrapped("NOT " + rows, inside.sure().not())));
    }

    private static Sql wrapped(String before, Sql where) {
        return new Sql(before + where.text() + ")", where.parameters());
    }

    private static SqlCondition size(String size, Term condition) {
        if (condition instanceof Term.Compare compare) {
            return ColumnConditions.compareNumber(size, compare.comparison(), compare.value());
        }
        if (condition instanceof Term.In in) {
            return SqlCondition.any(in.values().stream()
                    .map(each -> ColumnConditions.compareNumber(size, Comparison.EQUAL, each))
                    .toList());
        }
        boolean there =
                condition instanceof Term.Exists || condition instanceof Term.Is is && is.kind() == Term.Kind.NUMBER;
        return there ? SqlCondition.exact(Sql.of(size + " IS NOT NULL")) : SqlCondition.NEVER;
    }

    private static SqlCondition value(SqliteValue at, SqliteValue.Root root, Operand operand, Term condition) {
        if (condition instanceof Term.Compare compare) {
            return compare(at, root, operand, compare.comparison(), compare.value());
        }
        if (condition instanceof Term.In in) {
            return in(at, root, operand, in.values());
        }
        if (condition instanceof Term.Exists) {
            return SqlCondition.exact(Sql.of(at.type() + " IS NOT NULL"));
        }
        if (condition instanceof Term.Is is) {
            return SqlCondition.exact(is(at, is.kind()));
        }
        if (condition instanceof Term.StartsWith starts) {
            return SqliteTexts.startsWith(at, starts.prefix());
        }
        if (condition instanceof Term.IgnoringCase ignoring) {
            return SqliteTexts.ignoringCase(at, ignoring.match(), ignoring.folded());
        }
        return SqliteTexts.contains(at, ((Term.Contains) condition).part());
    }

    static Sql is(SqliteValue at, Term.Kind kind) {
        return switch (kind) {
            case NULL -> Sql.of("(" + at.value() + " IS NULL AND " + at.type() + " = 'null')");
            case BOOLEAN -> Sql.of("(" + at.value() + " IN (0, 1) AND " + at.type() + " IN ('true', 'false'))");
            case NUMBER -> Sql.of("(" + at.value() + " < '' AND " + at.type() + " IN ('integer', 'real'))");
            case TEXT -> Sql.of("(" + at.value() + " >= '' AND " + at.type() + " = 'text')");
            case ARRAY -> Sql.of(at.type() + " = 'array'");
            case OBJECT -> Sql.of(at.type() + " = 'object'");
        };
    }

    static SqlCondition compare(
            SqliteValue at, SqliteValue.Root root, Operand operand, Comparison comparison, Value value) {
        if (operand instanceof Operand.Content content && content.scale() != null) {
            return SqliteScales.compare(at, content.scale(), comparison, value);
        }
        if (value instanceof Value.Text text) {
            return SqlCondition.exact(SqliteTexts.compare(at, comparison, text.value()));
        }
        if (value instanceof Value.Number number) {
            return new SqliteNumbers(at).compare(comparison, number.value());
        }
        if (value instanceof Value.Moment moment) {
            return SqliteTexts.compare(at, comparison, moment.value());
        }
        if (value instanceof Value.Bool bool) {
            return SqlCondition.exact(Sql.of("(" + at.value() + " = " + (bool.value() ? 1 : 0) + " AND " + at.type()
                    + " = '" + bool.value() + "')"));
        }
        if (value instanceof Value.Reference reference) {
            return reference(at, root, operand, reference);
        }
        if (value instanceof Value.Null) {
            return SqlCondition.exact(is(at, Term.Kind.NULL));
        }
        boolean array = value instanceof Value.Array;
        return new SqlCondition(is(at, array ? Term.Kind.ARRAY : Term.Kind.OBJECT), Sql.FALSE);
    }

    /** Compares the id first, because an index is on the id. */
    private static SqlCondition reference(
            SqliteValue at, SqliteValue.Root root, Operand operand, Value.Reference reference) {
        FieldPath target = SqliteValue.path(operand).member("$ref");
        Sql may = Sql.of(
                "(" + root.at(target.member("id")).value() + " = ? AND "
                        + root.at(target.member("class")).value() + (reference.orOther() ? " >= ?)" : " = ?)"),
                reference.id(),
                reference.orOther() ? "" : reference.className());
        // The form in which the store writes references. Another form may be a reference as well, but has to be
        // examined.
        Sql usual = Sql.of(at.value() + " = ?", SqliteTexts.reference(reference));
        return new SqlCondition(may, Sql.and(may, usual), usual.not());
    }

    private static SqlCondition in(SqliteValue at, SqliteValue.Root root, Operand operand, List<Value> values) {
        if (operand instanceof Operand.Content content && content.scale() != null) {
            return SqliteScales.in(at, content.scale(), values);
        }
        List<Value> others = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        List<Long> integers = new ArrayList<>();
        for (Value each : values) {
            if (each instanceof Value.Text text && !SqliteTexts.looksLikeJson(text.value())) {
                texts.add(text.value());
            } else if (each instanceof Value.Number number && isPlain(number.value())) {
                integers.add(number.value().toLong());
            } else {
                others.add(each);
            }
        }
        List<SqlCondition> parts = new ArrayList<>();
        if (others.size() > SqliteLists.MOST_ALTERNATIVES) {
            parts.addAll(SqliteLists.of(at, root, operand, others));
        } else {
            others.forEach(each -> parts.add(compare(at, root, operand, Comparison.EQUAL, each)));
        }
        if (!texts.isEmpty()) {
            parts.add(SqlCondition.exact(list(at.value(), texts)));
        }
        if (!integers.isEmpty()) {
            Sql listed = list(at.value(), integers);
            Sql clear = at.json() == null
                    ? Sql.of("typeof(" + at.value() + ") = 'integer'")
                    : Sql.of("(typeof(" + at.value() + ") = 'integer' OR length(" + at.json() + ") <= 16)");
            parts.add(new SqlCondition(listed, Sql.and(listed, clear), clear.not()));
        }
        return SqlCondition.any(parts);
    }

    /** Returns whether SQLite confuses the integer neither with booleans nor with other numbers of few digits. */
    private static boolean isPlain(Decimal number) {
        Long integer = number.toLong();
        return integer != null
                && integer != 0
                && integer != 1
                && SqliteNumbers.isExactInDouble(number)
                && number.isShort();
    }

    static Sql list(String value, List<?> values) {
        if (values.size() < LONG_LIST) {
            return new Sql(value + " IN (?" + ", ?".repeat(values.size() - 1) + ")", List.copyOf(values));
        }
        return Sql.of(value + " IN (SELECT value FROM json_each(?))", SqliteTexts.array(values));
    }
}
