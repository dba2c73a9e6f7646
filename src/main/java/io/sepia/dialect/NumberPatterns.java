package io.sepia.dialect;

import java.util.function.Supplier;
import org.hibernate.query.sqm.CastType;

/** SQL patterns for casts of {@code ?1} from and to numbers and booleans. */
final class NumberPatterns {
    private NumberPatterns() {}

    /**
     * Returns the pattern of a cast.
     *
     * @param exact whether decimals are exact
     * @param others the pattern of the base dialect
     */
    static String cast(CastType from, CastType to, boolean exact, Supplier<String> others) {
        boolean text = from == CastType.STRING || from == CastType.CLOB;
        boolean number = text || from.isNumeric();
        return switch (to) {
            case STRING ->
                switch (from) {
                    case BOOLEAN -> "(case ?1 when true then 'true' when false then 'false' end)";
                    case FLOAT -> "sepia_float_text(?1)";
                    case DOUBLE -> "sepia_text(?1)";
                    case FIXED -> exact ? "?1" : others.get();
                    default -> others.get();
                };
            case INTEGER, LONG ->
                switch (from) {
                    case STRING, CLOB, FLOAT, DOUBLE, FIXED, LONG ->
                        "sepia_integer(" + (text ? "sepia_whole(?1)" : "?1") + ","
                                + (to == CastType.LONG ? Long.BYTES : Integer.BYTES) + ")";
                    default -> others.get();
                };
            case FLOAT, DOUBLE -> text ? "sepia_double(?1)" : number ? "cast(?1 as real)" : others.get();
            case FIXED -> exact && number ? "sepia_decimal(?1)" : others.get();
            case BOOLEAN ->
                switch (from) {
                    case STRING, CLOB -> "sepia_boolean(?1)";
                    case FIXED -> exact ? "(sepia_compare(?1,0)<>0)" : "(?1<>0)";
                    case INTEGER, LONG, FLOAT, DOUBLE -> "(?1<>0)";
                    default -> others.get();
                };
            default -> others.get();
        };
    }
}
