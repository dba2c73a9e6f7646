package io.sepia.internal.backend.sql;

import io.sepia.query.Condition;
import java.util.List;
import java.util.function.Function;

/**
 * A condition in SQL, from both sides, because not everything that it means can be said to every database.
 *
 * @param may true for all rows that meet it, and perhaps for others
 * @param sure true for none but rows that meet it, and perhaps not for all of these
 * @param unclear of the rows for which {@code may} is true, true for those for which {@code sure} is not; of others it
 *     says nothing. It says the same as {@code sure}, but names the few rows instead of the many.
 */
public record SqlCondition(Sql may, Sql sure, Sql unclear) {
    public static final SqlCondition NEVER = exact(Sql.FALSE);
    /** Says nothing: all rows are to be looked at. */
    public static final SqlCondition UNKNOWN = new SqlCondition(Sql.TRUE, Sql.FALSE);

    /** Forgets what is unclear where no row may meet it. */
    public SqlCondition {
        unclear = may.isFalse() ? Sql.FALSE : unclear;
    }

    public SqlCondition(Sql may, Sql sure) {
        this(may, sure, may.equals(sure) ? Sql.FALSE : sure.not());
    }

    public static SqlCondition exact(Sql sql) {
        return new SqlCondition(sql, sql, Sql.FALSE);
    }

    /** Whether the SQL decides for every row. */
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

    /** Builds a condition of what {@code leaf} makes of those parts that are not and, or, not. */
    public static SqlCondition of(Condition condition, Function<Condition, SqlCondition> leaf) {
        if (condition instanceof Condition.And and) {
            return all(and.parts().stream().map(each -> of(each, leaf)).toList());
        }
        if (condition instanceof Condition.Or or) {
            return any(or.parts().stream().map(each -> of(each, leaf)).toList());
        }
        if (condition instanceof Condition.Not not) {
            return of(not.part(), leaf).not();
        }
        return leaf.apply(condition);
    }
}
