package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.condition.QueryDialect.SortKey;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Scale.TextOrder;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
        Sql signed = Sql.of("(" + value + " < ',' AND " + value + " >= '+')");
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

    /**
     * Returns a condition that {@code and} is equivalent to, with each lower and upper bound of one operand as one
     * range, or null if it has none. Such a range contains no year with a sign, so an index is searched once.
     */
    static @Nullable SqlCondition ranges(
            List<Term> and, Function<Operand, SqliteValue> values, Function<Term, SqlCondition> others) {
        List<Term> rest = new ArrayList<>(and);
        List<SqlCondition> parts = new ArrayList<>();
        for (Term each : and) {
            if (!(each instanceof Term.Compare lower)
                    || !isBound(lower, Comparison.GREATER, Comparison.GREATER_OR_EQUAL)) {
                continue;
            }
            Term.Compare upper = rest.stream()
                    .filter(other -> other instanceof Term.Compare)
                    .map(other -> (Term.Compare) other)
                    .filter(other -> other.operand().equals(lower.operand())
                            && isBound(other, Comparison.LESS, Comparison.LESS_OR_EQUAL))
                    .findFirst()
                    .orElse(null);
            if (upper != null && rest.contains(lower)) {
                rest.remove(lower);
                rest.remove(upper);
                parts.add(between(values.apply(lower.operand()), lower, upper));
            }
        }
        if (parts.isEmpty()) {
            return null;
        }
        rest.forEach(each -> parts.add(others.apply(each)));
        return SqlCondition.all(parts);
    }

    private static boolean isBound(Term.Compare compare, Comparison strict, Comparison orEqual) {
        return (compare.comparison() == strict || compare.comparison() == orEqual)
                && compare.operand() instanceof Operand.Content content
                && content.scale() != null
                && content.scale().textOrder() != null
                && compare.value() instanceof Value.Text key
                && content.scale().textOrder().isRegular(key.value());
    }

    private static SqlCondition between(SqliteValue at, Term.Compare lower, Term.Compare upper) {
        TextOrder order = Objects.requireNonNull(Objects.requireNonNull(((Operand.Content) lower.operand()).scale())
                .textOrder());
        String from = ((Value.Text) lower.value()).value();
        String to = ((Value.Text) upper.value()).value();
        String above = order.isExact() && lower.comparison() == Comparison.GREATER ? " > ?" : " >= ?";
        String below = order.isExact() && upper.comparison() == Comparison.LESS ? " < ?" : " <= ?";
        Sql may = Sql.and(Sql.of(at.value() + above, order.low(from)), Sql.of(at.value() + below, order.high(to)));
        Sql regular = Sql.of(at.value() + " GLOB '" + order.pattern() + "'");
        return order.isExact()
                ? new SqlCondition(may, Sql.and(may, regular), regular.not())
                : new SqlCondition(
                        may,
                        Sql.and(
                                Sql.of(at.value() + " > ?", order.high(from)),
                                Sql.of(at.value() + " < ?", order.low(to)),
                                regular));
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
