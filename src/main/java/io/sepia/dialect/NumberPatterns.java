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
        boolean number = from == CastType.STRING || from.isNumeric();
        return switch (to) {
            case STRING ->
                from == CastType.BOOLEAN
                        ? "(case ?1 when true then 'true' when false then 'false' end)"
                        : exact && from == CastType.FIXED ? "?1" : others.get();
            case INTEGER, LONG ->
                switch (from) {
                    case STRING, FLOAT, DOUBLE, FIXED, LONG ->
                        "sepia_integer(?1," + (to == CastType.LONG ? Long.BYTES : Integer.BYTES) + ")";
                    default -> others.get();
                };
            case FLOAT, DOUBLE -> number ? "cast(?1 as real)" : others.get();
            case FIXED -> exact && number ? "sepia_decimal(?1)" : others.get();
            default -> others.get();
        };
    }
}
