package io.sepia.internal.backend.sql;

import io.sepia.internal.json.Decimal;

/** The doubles as which a database may have read a decimal number. */
public final class DoubleRange {
    private DoubleRange() {}

    /** The least double that may stand for {@code number}. */
    public static double lowest(Decimal number) {
        return Math.nextDown(Math.nextDown(number.toDouble()));
    }

    /** The greatest double that may stand for {@code number}. */
    public static double highest(Decimal number) {
        return Math.nextUp(Math.nextUp(number.toDouble()));
    }
}
