package io.sepia.internal.backend.mariadb;

import io.sepia.internal.backend.sql.condition.ColumnConditions;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.backend.sql.condition.WholeCharacters;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.Value;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB's SQL for queries. MariaDB selects by the columns that every row has. Of conditions on the content it selects
 * the rows whose text contains the text that is sought, and Java evaluates them. See decision 0295.
 */
final class MariadbQueryDialect implements QueryDialect {
    static final MariadbQueryDialect INSTANCE = new MariadbQueryDialect();

    private static final String CONTAINS = "INSTR(content, ?) > 0";
    /** The rows that may have a text in another form, or that SQL has changed. */
    private static final Sql DOUBTFUL = Sql.or(Sql.of(CONTAINS, "\\"), Sql.of("unsealed = 1"));

    private static final int MOST_ALTERNATIVES = 16;

    private MariadbQueryDialect() {}

    @Override
    public Sql ofClass(String className) {
        return Sql.of("class_name = ?", className);
    }

    @Override
    public SqlCondition condition(Term condition) {
        return SqlCondition.of(condition, MariadbQueryDialect::leaf);
    }

    private static SqlCondition leaf(Term condition) {
        if (condition instanceof Term.Any any) {
            return new SqlCondition(
                    SqlCondition.of(any.element(), MariadbQueryDialect::leaf).may(), Sql.FALSE);
        }
        if (condition instanceof Term.All || condition instanceof Term.Words) {
            return SqlCondition.UNKNOWN;
        }
        Operand operand = QueryDialect.operand(condition);
        if (operand instanceof Property property) {
            return ColumnConditions.fits(condition, MariadbQueryDialect::isComparable)
                    ? ColumnConditions.of(property, condition, "object_id", "?")
                    : SqlCondition.UNKNOWN;
        }
        return operand instanceof Operand.Content content && content.scale() == null
                ? new SqlCondition(content(condition), Sql.FALSE)
                : SqlCondition.UNKNOWN;
    }

    /** Returns a condition on the text of the content, which is true if a value in it meets the condition. */
    private static Sql content(Term condition) {
        if (condition instanceof Term.Compare compare && compare.comparison() == Comparison.EQUAL) {
            return contains(compare.value());
        }
        if (condition instanceof Term.In in && in.values().size() <= MOST_ALTERNATIVES) {
            return Sql.any(
                    in.values().stream().map(MariadbQueryDialect::contains).toList());
        }
        if (condition instanceof Term.StartsWith starts && isPlain(starts.prefix())) {
            return contains('"' + starts.prefix());
        }
        return condition instanceof Term.Contains contains && isPlain(contains.part())
                ? contains(contains.part())
                : Sql.TRUE;
    }

    private static Sql contains(Value value) {
        return value instanceof Value.Text text && isPlain(text.value())
                ? contains('"' + text.value() + '"')
                : Sql.TRUE;
    }

    private static Sql contains(String part) {
        return Sql.or(Sql.of(CONTAINS, part), DOUBTFUL);
    }

    /** Returns whether MariaDB compares the text. Up to 10.11, it takes 'a' and 'a' with U+0000 for equal. */
    private static boolean isComparable(String text) {
        return WholeCharacters.in(text) && text.indexOf(0) < 0;
    }

    /** Returns whether JSON contains the text as it is, unless it contains a backslash. */
    private static boolean isPlain(String text) {
        return WholeCharacters.in(text) && text.chars().noneMatch(c -> c < ' ' || c == '"' || c == '\\');
    }

    @Override
    public @Nullable SortKey sortKey(Operand operand) {
        if (operand == Property.ID) {
            return new SortKey("object_id", null);
        }
        return operand instanceof Property property ? new SortKey(ColumnConditions.column(property), null) : null;
    }
}
