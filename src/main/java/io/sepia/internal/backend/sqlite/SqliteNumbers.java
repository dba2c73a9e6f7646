package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Comparisons with numbers. SQLite represents integers of 64 bits exactly. It reads every other number in a document as
 * a double, with an error of at most one unit in the last place, and so cannot distinguish numbers that are close to
 * each other. Two numbers with at most 15 digits are never that close; rows with longer numbers must be examined in
 * Java. See decisions 0030 and 0033.
 */
final class SqliteNumbers {
    private static final long EXACT_IN_DOUBLE = 1L << 53;
    /** The longest text of a double with 15 digits, including the decimal point. */
    private static final int SHORT_TEXT = 16;

    private final SqliteValue at;
    private final String value;

    SqliteNumbers(SqliteValue at) {
        this.at = at;
        this.value = at.value();
    }

    /** Returns whether no other integer or double is mistaken for {@code number} when compared as doubles. */
    static boolean isExactInDouble(Decimal number) {
        Long integer = number.toLong();
        return integer != null && Math.abs(integer) <= EXACT_IN_DOUBLE && integer != Long.MIN_VALUE;
    }

    SqlCondition compare(Comparison comparison, Decimal number) {
        return isExactInDouble(number) ? toInteger(comparison, number) : toDecimal(comparison, number);
    }

    private SqlCondition toInteger(Comparison comparison, Decimal number) {
        Long integer = Objects.requireNonNull(number.toLong());
        Sql compared = Sql.of(value + " " + comparison.sign() + " ?", integer);
        Sql guard = guard(comparison, number.toDouble(), number.toDouble());
        Sql unclear = both(isDoubleEqualTo(integer), hasManyDigits(number));
        return switch (comparison) {
            case EQUAL -> new SqlCondition(Sql.and(compared, guard), Sql.and(compared, unclear.not(), guard), unclear);
            case GREATER_OR_EQUAL, LESS_OR_EQUAL -> {
                Sql beyond = beyond(comparison, integer);
                yield new SqlCondition(
                        Sql.and(compared, guard),
                        Sql.and(compared, guard, Sql.or(beyond, unclear.not())),
                        Sql.and(equal(integer), unclear));
            }
            case GREATER, LESS -> {
                String withEqual = comparison.sign() + "=";
                yield new SqlCondition(
                        Sql.and(Sql.of(value + " " + withEqual + " ?", integer), guard, Sql.or(compared, unclear)),
                        Sql.and(compared, guard),
                        Sql.and(equal(integer), unclear));
            }
        };
    }

    /**
     * Returns a condition that is true if both are. SQLite evaluates both sides of {@code AND} in an expression whose
     * value it needs; this one evaluates {@code second}, which parses the document, only if the first is true. See
     * decision 0310.
     */
    private static Sql both(Sql first, Sql second) {
        if (second.isTrue()) {
            return first;
        }
        List<Object> parameters = new ArrayList<>(first.parameters());
        parameters.addAll(second.parameters());
        return new Sql("CASE WHEN " + first.text() + " THEN " + second.text() + " ELSE 0 END", parameters);
    }

    private Sql beyond(Comparison comparison, Long integer) {
        return Sql.of(value + (comparison == Comparison.GREATER_OR_EQUAL ? " > ?" : " < ?"), integer);
    }

    private SqlCondition toDecimal(Comparison comparison, Decimal number) {
        double low = number.leastDouble();
        double high = number.greatestDouble();
        Sql guard = guard(comparison, low, high);
        Sql isDouble = Sql.of("typeof(" + value + ") = 'real'");
        Sql isClose = Sql.of(value + " BETWEEN ? AND ?", low, high);
        Sql isEqual = number.isShort() ? Sql.and(isDouble, hasManyDigits(number).not(), isClose) : Sql.FALSE;
        Long integer = number.toLong();
        Sql isInteger = Sql.of("typeof(" + value + ") = 'integer'");
        if (comparison == Comparison.EQUAL) {
            return new SqlCondition(
                    Sql.and(isClose, guard, integer == null ? isDouble : Sql.or(isDouble, equal(integer))),
                    Sql.and(guard, integer == null ? isEqual : Sql.or(isEqual, Sql.and(isInteger, equal(integer)))));
        }
        boolean greater = comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL;
        boolean withEqual = comparison == Comparison.GREATER_OR_EQUAL || comparison == Comparison.LESS_OR_EQUAL;
        Sql reachable = greater ? Sql.of(value + " >= ?", low) : Sql.of(value + " <= ?", high);
        Sql beyond = greater ? Sql.of(value + " > ?", high) : Sql.of(value + " < ?", low);
        Sql exactly = integer == null
                ? Sql.FALSE
                : Sql.and(isInteger, Sql.of(value + " " + comparison.sign() + " ?", integer));
        Sql unclear = integer == null ? isEqual.not() : Sql.and(isDouble, isEqual.not());
        Sql atBound = Sql.or(exactly, withEqual ? isEqual : Sql.FALSE);
        return new SqlCondition(
                Sql.and(reachable, guard, withEqual ? Sql.TRUE : Sql.or(beyond, exactly, unclear)),
                Sql.and(guard, Sql.or(beyond, atBound)),
                Sql.and(isClose, atBound.not()));
    }

    /**
     * Returns a condition that is true if a value which equals {@code integer} is a double: an integer division gives 0
     * for integers only. With {@code typeof}, searching a thousand equal rows of an index takes twice as long.
     */
    private Sql isDoubleEqualTo(Long integer) {
        return integer == 0
                ? Sql.of("typeof(" + value + ") = 'real'")
                : Sql.of(value + " / ? <> 0", Math.abs(integer) + 1);
    }

    private Sql equal(Long integer) {
        return Sql.of(value + " = ?", integer);
    }

    /** Returns a condition that is true if a double may represent a number other than {@code number}. */
    private Sql hasManyDigits(Decimal number) {
        boolean zero = number.signum() == 0;
        String json = at.json();
        return (zero || number.isShort()) && json != null ? isAmbiguous(json, zero) : Sql.TRUE;
    }

    /**
     * Returns a condition that is true if a double with this JSON text may represent a different number than an equal
     * double.
     *
     * @param aroundZero whether the double is 0 or close to it
     */
    private static Sql isAmbiguous(String json, boolean aroundZero) {
        // Numbers too small for a double are read as 0; 0 itself has no other digit.
        return Sql.of(aroundZero ? json + " GLOB '*[1-9]*'" : "length(" + json + ") > " + SHORT_TEXT);
    }

    /** Implements {@link io.sepia.internal.backend.sql.condition.QueryDialect#nearbyNumbers}. */
    static Sql nearby(QueryDialect.SortKey key, double low, double high) {
        String number = key.expression();
        return Sql.and(
                Sql.of(number + " BETWEEN ? AND ?", low, high),
                Sql.of("typeof(" + number + ") = 'real'"),
                isAmbiguous(Objects.requireNonNull(key.exact()), low <= 0 && high >= 0));
    }

    /**
     * Excludes values that are not numbers: true and false, which SQLite reads as 1 and 0, and texts, which are greater
     * than all numbers in SQLite.
     */
    private Sql guard(Comparison comparison, double low, double high) {
        boolean above = comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL;
        boolean below = comparison == Comparison.LESS || comparison == Comparison.LESS_OR_EQUAL;
        List<Sql> guards = new ArrayList<>();
        if (above) {
            guards.add(Sql.of(value + " < ''"));
        }
        if (below && !above) {
            // Always true, but SQLite assumes that a range with two ends selects few rows, and then uses an index.
            guards.add(Sql.of(value + " >= -9e999"));
        }
        if ((below || low <= 1) && (above || high >= 0)) {
            guards.add(isNumber());
        }
        return Sql.all(guards);
    }

    Sql isNumber() {
        return Sql.of(at.type() + " IN ('integer', 'real')");
    }
}
