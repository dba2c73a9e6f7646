package io.sepia.internal.functions;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/** A statistical aggregate of one number or of pairs {@code (y, x)}, computed without cancellation. */
final class Statistic extends Function.Aggregate {
    /** The aggregates of HQL, by their names. */
    enum Kind {
        STDDEV_POP,
        STDDEV_SAMP,
        VAR_POP,
        VAR_SAMP,
        COVAR_POP,
        COVAR_SAMP,
        CORR,
        REGR_SLOPE
    }

    private final Kind kind;
    private long count;
    private double meanY;
    private double meanX;
    private double squaresY;
    private double squaresX;
    private double products;

    Statistic(Kind kind) {
        this.kind = kind;
    }

    @Override
    protected void xStep() throws SQLException {
        int second = args() - 1;
        if (value_text(0) == null || value_text(second) == null) {
            return;
        }
        add(value_double(0), value_double(second));
    }

    void add(double y, double x) {
        count++;
        double fromX = x - meanX;
        double fromY = y - meanY;
        meanY += fromY / count;
        meanX += fromX / count;
        squaresY += fromY * (y - meanY);
        squaresX += fromX * (x - meanX);
        products += fromX * (y - meanY);
    }

    /** Returns the statistic, or null if there are too few numbers. */
    @Nullable
    Double value() {
        boolean sample = kind == Kind.STDDEV_SAMP || kind == Kind.VAR_SAMP || kind == Kind.COVAR_SAMP;
        long divisor = sample ? count - 1 : count;
        double value = switch (kind) {
            case STDDEV_POP, STDDEV_SAMP -> Math.sqrt(squaresY / divisor);
            case VAR_POP, VAR_SAMP -> squaresY / divisor;
            case COVAR_POP, COVAR_SAMP -> products / divisor;
            case CORR -> products / Math.sqrt(squaresX * squaresY);
            case REGR_SLOPE -> products / squaresX;
        };
        return divisor < 1 || Double.isNaN(value) || Double.isInfinite(value) ? null : value;
    }

    @Override
    protected void xFinal() throws SQLException {
        Double value = value();
        if (value == null) {
            result();
        } else {
            result(value);
        }
    }
}
