package io.sepia.internal.functions;

import java.math.BigDecimal;
import java.sql.SQLException;
import org.sqlite.Function;

/** The exact sum or average of numbers, null if there are none. */
final class DecimalSum extends Function.Window {
    private final boolean average;
    private BigDecimal sum = BigDecimal.ZERO;
    private long count;

    DecimalSum(boolean average) {
        this.average = average;
    }

    @Override
    protected void xStep() throws SQLException {
        String value = value_text(0);
        if (value != null) {
            sum = sum.add(Decimals.of(value));
            count++;
        }
    }

    @Override
    protected void xInverse() throws SQLException {
        String value = value_text(0);
        if (value != null) {
            sum = sum.subtract(Decimals.of(value));
            count--;
        }
    }

    @Override
    protected void xValue() throws SQLException {
        if (count == 0) {
            result();
        } else {
            result(Decimals.text(average ? Decimals.divide(sum, BigDecimal.valueOf(count)) : sum));
        }
    }

    @Override
    protected void xFinal() throws SQLException {
        xValue();
    }
}
