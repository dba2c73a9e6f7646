package io.sepia.backend.jpa;

import io.sepia.query.Condition;
import java.util.List;
import java.util.function.Function;

/**
 * A condition in SQL, from both sides, because not everything that it means can be said to every database.
 *
 * @param may true for all rows that meet it, and perhaps for others
 * @param sure true for none but rows that meet it, and perhaps not for all of these
 */
record SqlCondition(Sql may, Sql sure) {
    static final SqlCondition NEVER = exact(Sql.FALSE);
    /** Says nothing: all rows are to be looked at. */
    static final SqlCondition UNKNOWN = new SqlCondition(Sql.TRUE, Sql.FALSE);

    static SqlCondition exact(Sql sql) {
        return new SqlCondition(sql, sql);
    }

    /** Whether the SQL decides for every row. */
    boolean isExact() {
        return may.equals(sure);
    }

    SqlCondition not() {
        return new SqlCondition(sure.not(), may.not());
    }

    static SqlCondition all(List<SqlCondition> parts) {
        return new SqlCondition(
                Sql.all(parts.stream().map(SqlCondition::may).toList()),
                Sql.all(parts.stream().map(SqlCondition::sure).toList()));
    }

    static SqlCondition any(List<SqlCondition> parts) {
        return new SqlCondition(
                Sql.any(parts.stream().map(SqlCondition::may).toList()),
                Sql.any(parts.stream().map(SqlCondition::sure).toList()));
    }

    /** Builds a condition of what {@code leaf} makes of those parts that are not and, or, not. */
    static SqlCondition of(Condition condition, Function<Condition, SqlCondition> leaf) {
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
