package io.sepia.internal.backend.sql;

import io.sepia.internal.json.Decimal;

/** The range of doubles to which a database may have converted a decimal number. See decision 0033. */
public final class DoubleRange {
    private DoubleRange() {}

    /** Returns the least double that may stand for {@code number}. */
    public static double lowest(Decimal number) {
        return Math.nextDown(Math.nextDown(number.toDouble()));
    }

    /** Returns the greatest double that may stand for {@code number}. */
    public static double highest(Decimal number) {
        return Math.nextUp(Math.nextUp(number.toDouble()));
    }
}
