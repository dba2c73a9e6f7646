package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.QueryDialect.SortKey;
import io.sepia.internal.backend.sql.Sql;
import io.sepia.internal.backend.sql.SqlCondition;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Scale.TextOrder;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of values on a scale. Where the order of texts tells the order of values, ranges of texts select the
 * rows; the rest is decided in Java. See decision 0162.
 */
final class SqliteScales {
    private static final int MOST_ALTERNATIVES = 50;
    private static final int MOST_RANKS = 100;

    private SqliteScales() {}

    static SqlCondition compare(SqliteValue at, Scale scale, Comparison comparison, Value key) {
        TextOrder order = scale.textOrder();
        if (order == null || !(key instanceof Value.Text text) || !order.isRegular(text.value())) {
            return unknown(at);
        }
        String value = at.value();
        String low = order.low(text.value());
        String high = order.high(text.value());
        Sql regular = Sql.of(value + " GLOB '" + order.pattern() + "'");
        // Years before 0 and after 9999 begin with a sign, which precedes all digits.
        Sql signed = Sql.of("(" + value + " >= '+' AND " + value + " < ',')");
        boolean orEqual = comparison == Comparison.LESS_OR_EQUAL || comparison == Comparison.GREATER_OR_EQUAL;
        String strictly = order.isExact() && !orEqual ? "" : "=";
        String surely = order.isExact() && orEqual ? "=" : "";
        return switch (comparison) {
            case EQUAL ->
                new SqlCondition(Sql.and(Sql.of(value + " >= ?", low), Sql.of(value + " <= ?", high)), Sql.FALSE);
            case LESS, LESS_OR_EQUAL ->
                new SqlCondition(
                        Sql.and(Sql.of(value + " >= '+'"), Sql.of(value + " <" + strictly + " ?", high)),
                        Sql.and(regular, Sql.of(value + " <" + surely + " ?", low)));
            case GREATER, GREATER_OR_EQUAL -> {
                Sql above = Sql.of(value + " >" + strictly + " ?", low);
                yield new SqlCondition(
                        order.hasSigns() ? Sql.or(above, signed) : above,
                        Sql.and(regular, Sql.of(value + " >" + surely + " ?", high)));
            }
        };
    }

    static SqlCondition in(SqliteValue at, Scale scale, List<Value> keys) {
        return keys.size() > MOST_ALTERNATIVES
                ? unknown(at)
                : SqlCondition.any(keys.stream()
                        .map(each -> compare(at, scale, Comparison.EQUAL, each))
                        .toList());
    }

    private static SqlCondition unknown(SqliteValue at) {
        return new SqlCondition(Sql.of(at.value() + " IS NOT NULL"), Sql.FALSE);
    }

    /** Returns the key by which SQLite sorts the values, or null if it cannot. */
    static @Nullable SortKey sortKey(SqliteValue at, Scale scale) {
        Map<String, Integer> ranks = scale.ranks();
        if (ranks != null && ranks.size() <= MOST_RANKS) {
            StringBuilder rank = new StringBuilder("CASE ").append(at.value());
            ranks.forEach((text, number) -> rank.append(" WHEN '")
                    .append(text.replace("'", "''"))
                    .append("' THEN ")
                    .append(number));
            return new SortKey(
                    rank.append(" ELSE ").append(at.value()).append(" END").toString(), at.json());
        }
        return scale.textOrder() == null ? null : new SortKey(at.value(), at.json(), scale);
    }
}
