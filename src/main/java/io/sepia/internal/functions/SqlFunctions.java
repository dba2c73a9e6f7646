package io.sepia.internal.functions;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sqlite.Collation;
import org.sqlite.Function;

/**
 * The functions that {@code SqliteDialect} uses in queries. They are never part of a table, an index or a trigger, so
 * other programs can open the file. See decision 0110.
 */
public final class SqlFunctions {
    /** The collation that sorts decimal texts by value. */
    public static final String BY_VALUE = "sepia_decimal";

    private static final Map<String, ScalarFunction.Body> SCALARS = new TreeMap<>();

    static {
        SCALARS.put("sepia_lower", ScalarFunction.strict(a -> a[0].toString().toLowerCase(Locale.ROOT)));
        SCALARS.put("sepia_upper", ScalarFunction.strict(a -> a[0].toString().toUpperCase(Locale.ROOT)));
        SCALARS.put(
                "sepia_regexp",
                ScalarFunction.strict(a -> Texts.find(a[0].toString(), a[1].toString(), a[2].toString())));
        SCALARS.put("sepia_glob", ScalarFunction.strict(a -> LikePattern.of(a).glob()));
        SCALARS.put("sepia_iglob", ScalarFunction.strict(LikePattern::lowerGlob));
        SCALARS.put("sepia_prefix", ScalarFunction.strict(a -> LikePattern.of(a).prefix()));
        SCALARS.put(
                "sepia_prefix_end", ScalarFunction.strict(a -> LikePattern.of(a).prefixEnd()));
        Decimals.addTo(SCALARS);
        Numbers.addTo(SCALARS);
        Times.addTo(SCALARS);
    }

    private SqlFunctions() {}

    /** Adds the functions to a connection, which must be SQLite's own. */
    public static void addTo(Connection connection) throws SQLException {
        for (Map.Entry<String, ScalarFunction.Body> each : SCALARS.entrySet()) {
            Function.create(
                    connection, each.getKey(), new ScalarFunction(each.getValue()), Function.FLAG_DETERMINISTIC);
        }
        Function.create(connection, "sepia_sum", new DecimalSum(false));
        Function.create(connection, "sepia_avg", new DecimalSum(true));
        for (Statistic.Kind kind : Statistic.Kind.values()) {
            Function.create(connection, "sepia_" + kind.name().toLowerCase(Locale.ROOT), new Statistic(kind));
        }
        Collation.create(connection, BY_VALUE, new Collation() {
            @Override
            protected int xCompare(String a, String b) {
                return Decimals.compare(a, b);
            }
        });
    }
}
