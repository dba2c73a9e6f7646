package io.sepia.internal.functions;

import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of the SQLite dialect, set as properties of a persistence unit.
 *
 * @param exact whether decimals and big integers are kept exactly
 * @param javaText whether text functions work as Java's
 */
public record DialectOptions(boolean exact, boolean javaText) {
    private enum Decimals {
        EXACT,
        APPROXIMATE
    }

    private enum Text {
        JAVA,
        SQLITE
    }

    private static final Option<Decimals> DECIMALS = Option.choice(
            "sqlite_decimals",
            Decimals.class,
            Decimals.EXACT,
            "How SqliteDialect keeps BigDecimal and BigInteger: EXACT as text, APPROXIMATE as SQLite's numbers.");

    private static final Option<Text> TEXT = Option.choice(
            "sqlite_text",
            Text.class,
            Text.JAVA,
            "How SqliteDialect compares with like and changes case: JAVA as other databases, SQLITE for ASCII only.");

    public static final List<Option<?>> ALL = List.of(DECIMALS, TEXT);

    private static final String PREFIX = "sepia.";

    /** Reads the options from the properties of a unit. */
    public static DialectOptions of(Map<String, ?> properties) {
        Map<String, Object> given = new HashMap<>();
        for (Option<?> option : ALL) {
            Object value = properties.get(PREFIX + option.name());
            if (value != null) {
                given.put(option.name(), value);
            }
        }
        Options options = Options.parse("SqliteDialect (properties " + PREFIX + "*)", ALL, given);
        return new DialectOptions(options.get(DECIMALS) == Decimals.EXACT, options.get(TEXT) == Text.JAVA);
    }
}
