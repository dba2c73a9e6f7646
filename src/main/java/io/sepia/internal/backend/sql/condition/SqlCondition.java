package io.sepia.internal.backend.sql.condition;

import io.sepia.internal.condition.Term;
import java.util.List;
import java.util.function.Function;

/**
 * A condition in SQL, approximated from both sides, because not every database can express it exactly. See decision
 * 0030.
 *
 * @param may true for all rows that meet the condition, and perhaps for others
 * @param sure true only for rows that meet the condition, but perhaps not for all of them
 * @param unclear among the rows for which {@code may} is true, true for those for which {@code sure} is not; undefined
 *     for other rows. It complements {@code sure}, but selects the few rows instead of the many.
 */
public record SqlCondition(Sql may, Sql sure, Sql unclear) {
    public static final SqlCondition NEVER = exact(Sql.FALSE);
    /** Decides nothing: all rows must be evaluated in Java. */
    public static final SqlCondition UNKNOWN = new SqlCondition(Sql.TRUE, Sql.FALSE);

    /** Sets {@code unclear} to false if no row can meet the condition. */
    public SqlCondition {
        unclear = may.isFalse() ? Sql.FALSE : unclear;
    }

    public SqlCondition(Sql may, Sql sure) {
        this(may, sure, may.equals(sure) ? Sql.FALSE : sure.not());
    }

    public static SqlCondition exact(Sql sql) {
        return new SqlCondition(sql, sql, Sql.FALSE);
    }

    /** Returns whether the SQL decides for every row. */
    public boolean isExact() {
        return unclear.isFalse();
    }

    public SqlCondition not() {
        return new SqlCondition(sure.not(), may.not(), Sql.and(may, unclear));
    }

    public static SqlCondition all(List<SqlCondition> parts) {
        return new SqlCondition(
                Sql.all(parts.stream().map(SqlCondition::may).toList()),
                Sql.all(parts.stream().map(SqlCondition::sure).toList()),
                Sql.any(parts.stream().map(SqlCondition::unclear).toList()));
    }

    public static SqlCondition any(List<SqlCondition> parts) {
        Sql sure = Sql.any(parts.stream().map(SqlCondition::sure).toList());
        Sql unclear = Sql.any(
                parts.stream().map(each -> Sql.and(each.may(), each.unclear())).toList());
        return new SqlCondition(
                Sql.any(parts.stream().map(SqlCondition::may).toList()), sure, Sql.and(unclear, sure.not()));
    }

    /** Translates a condition. {@code leaf} translates its parts other than and, or and not. */
    public static SqlCondition of(Term condition, Function<Term, SqlCondition> leaf) {
        if (condition instanceof Term.And and) {
            return all(and.parts().stream().map(each -> of(each, leaf)).toList());
        }
        if (condition instanceof Term.Or or) {
            return any(or.parts().stream().map(each -> of(each, leaf)).toList());
        }
        if (condition instanceof Term.Not not) {
            return of(not.part(), leaf).not();
        }
        return leaf.apply(condition);
    }
}
