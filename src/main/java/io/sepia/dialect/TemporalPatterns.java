package io.sepia.dialect;

import jakarta.persistence.TemporalType;
import java.util.List;
import java.util.Locale;
import org.hibernate.metamodel.mapping.JdbcMappingContainer;
import org.hibernate.query.IllegalQueryOperationException;
import org.hibernate.query.common.TemporalUnit;
import org.hibernate.query.sqm.CastType;
import org.hibernate.sql.ast.tree.SqlAstNode;
import org.hibernate.sql.ast.tree.expression.Expression;
import org.jspecify.annotations.Nullable;

/**
 * SQL patterns for dates and times in the text form of {@link io.sepia.internal.functions.TemporalText}. SQLite's own
 * functions are limited to milliseconds and to the years 0000 to 9999, so arithmetic uses functions of the library.
 */
final class TemporalPatterns {
    private TemporalPatterns() {}

    /** Returns the pattern of {@code extract(?1 from ?2)}, or null if the base dialect's pattern is right. */
    static @Nullable String extract(TemporalUnit unit) {
        return switch (unit) {
            case YEAR -> number("%Y");
            case QUARTER -> "((" + number("%m") + "+2)/3)";
            case MONTH -> number("%m");
            case DAY, DAY_OF_MONTH -> number("%d");
            case DAY_OF_WEEK -> "(" + number("%w") + "+1)";
            case DAY_OF_YEAR -> number("%j");
            case WEEK -> number("%V");
            case HOUR -> number("%H");
            case MINUTE -> number("%M");
            // From the second colon on: the text has all digits of the fraction, the function only three.
            case SECOND -> "cast(substr(?2,instr(?2,':')+4) as real)";
            case NANOSECOND ->
                "(cast(substr(?2,instr(?2,':')+4,2) as integer)*1000000000"
                        + "+cast(substr(substr(?2,instr(?2,':')+7)||'000000000',1,9) as integer))";
            // SQLite counts a time of day from the year 2000.
            case EPOCH -> "(" + number("%s") + "-case instr(?2,':') when 3 then 946684800 else 0 end)";
            case DATE -> "date(?2)";
            case TIME -> "substr(?2,12)";
            case OFFSET, TIMEZONE_HOUR, TIMEZONE_MINUTE ->
                throw new IllegalQueryOperationException(
                        "SQLite cannot extract the 'offset' of a time: SqliteDialect stores times in UTC.");
            default -> null;
        };
    }

    private static String number(String format) {
        return "cast(strftime('" + format + "',?2) as integer)";
    }

    /** Returns the pattern that adds {@code ?2} units to {@code ?3}. */
    static String add(TemporalUnit unit) {
        return "sepia_add('" + unit.name() + "',?2,?3)";
    }

    /** Returns the pattern of the whole units from {@code ?2} to {@code ?3}, rounded towards zero. */
    static String difference(TemporalUnit unit) {
        return "sepia_difference('" + unit.name() + "',?2,?3)";
    }

    /**
     * Returns the pattern of a cast of {@code ?1}, or null if none of the types is a date or time.
     *
     * @param zone the id of the zone of local times as a SQL literal
     */
    static @Nullable String cast(CastType from, CastType to, String zone) {
        boolean fromText = from == CastType.STRING || from == CastType.CLOB;
        if (fromText && isTemporal(to)) {
            return "sepia_parse('" + (isInstant(to) ? "INSTANT" : to.name()) + "',?1," + zone + ")";
        }
        if (!isTemporal(from) && !isTemporal(to) || from == CastType.OTHER || to == CastType.OTHER) {
            return null;
        }
        if (!isTemporal(from)
                || from == CastType.TIME && to != CastType.TIME && to != CastType.STRING
                || from == CastType.DATE && to == CastType.TIME
                || !isTemporal(to) && to != CastType.STRING) {
            throw new IllegalQueryOperationException("SQLite cannot 'cast' "
                    + from.name().toLowerCase(Locale.ROOT) + " to "
                    + to.name().toLowerCase(Locale.ROOT) + ".");
        }
        String local = isInstant(from) ? "sepia_local(?1," + zone + ")" : "?1";
        return switch (to) {
            case DATE -> "substr(" + local + ",1,10)";
            case TIME -> from == CastType.TIME ? "?1" : "substr(" + local + ",12)";
            case TIMESTAMP -> from == CastType.DATE ? "(?1||' 00:00:00.000000000')" : local;
            case OFFSET_TIMESTAMP, ZONE_TIMESTAMP -> isInstant(from) ? "?1" : "sepia_instant(?1," + zone + ")";
            case STRING ->
                switch (from) {
                    case DATE -> "?1";
                    case TIME -> withoutZeros(8);
                    case TIMESTAMP -> withoutZeros(19);
                    default -> "(" + withoutZeros(19) + "||'+00')";
                };
            default -> null;
        };
    }

    /**
     * Returns the type in which values are compared that are dates and times of different types, or null if they
     * compare as they are.
     */
    static @Nullable CastType common(List<Expression> values) {
        CastType common = null;
        for (Expression each : values) {
            CastType type = type(each);
            if (type == CastType.TIME || !isTemporal(type)) {
                return null;
            }
            if (common == null || isInstant(type)) {
                common = type;
            } else if (!isInstant(common) && type == CastType.TIMESTAMP) {
                common = type;
            }
        }
        CastType first = common;
        boolean same = values.stream().map(TemporalPatterns::type).allMatch(each -> isSame(each, first));
        return same ? null : common;
    }

    private static boolean isSame(CastType a, @Nullable CastType b) {
        return a == b || b != null && isInstant(a) && isInstant(b);
    }

    /** Returns the type of an expression that has one value, or else {@link CastType#OTHER}. */
    static CastType type(SqlAstNode node) {
        JdbcMappingContainer type = node instanceof Expression expression ? expression.getExpressionType() : null;
        return type == null || type.getJdbcTypeCount() != 1
                ? CastType.OTHER
                : type.getSingleJdbcMapping().getCastType();
    }

    static boolean isTemporal(CastType type) {
        return isInstant(type) || type == CastType.DATE || type == CastType.TIME || type == CastType.TIMESTAMP;
    }

    private static boolean isInstant(CastType type) {
        return type == CastType.OFFSET_TIMESTAMP || type == CastType.ZONE_TIMESTAMP;
    }

    /**
     * Returns the pattern of a time, whose seconds end after {@code length}, without zeros at the end of its fraction.
     */
    private static String withoutZeros(int length) {
        return "(substr(?1,1," + length + ")||rtrim(substr(?1," + (length + 1) + "),'0.'))";
    }

    /** Returns the pattern that truncates {@code ?1} to a unit. */
    @SuppressWarnings("deprecation") // Hibernate's own parameter type.
    static String truncate(TemporalUnit unit, TemporalType type) {
        String zero = ".000000000";
        return switch (type) {
            case TIME ->
                switch (unit) {
                    case HOUR -> "(substr(?1,1,2)||':00:00" + zero + "')";
                    case MINUTE -> "(substr(?1,1,5)||':00" + zero + "')";
                    case SECOND -> "(substr(?1,1,8)||'" + zero + "')";
                    default -> throw cannotTruncate(unit);
                };
            case DATE -> truncateDate(unit);
            case TIMESTAMP ->
                switch (unit) {
                    case HOUR -> "(substr(?1,1,13)||':00:00" + zero + "')";
                    case MINUTE -> "(substr(?1,1,16)||':00" + zero + "')";
                    case SECOND -> "(substr(?1,1,19)||'" + zero + "')";
                    default -> "(" + truncateDate(unit) + "||' 00:00:00" + zero + "')";
                };
        };
    }

    private static String truncateDate(TemporalUnit unit) {
        return switch (unit) {
            case YEAR -> "date(?1,'start of year')";
            case QUARTER -> "date(?1,'start of month',-((substr(?1,6,2)-1)%3)||' months')";
            case MONTH -> "date(?1,'start of month')";
            // The Monday of the week: six days back, then on to the next Monday.
            case WEEK -> "date(?1,'-6 days','weekday 1')";
            case DAY -> "date(?1)";
            default -> throw cannotTruncate(unit);
        };
    }

    private static IllegalArgumentException cannotTruncate(TemporalUnit unit) {
        return new IllegalArgumentException("SQLite cannot truncate a date or time to the unit " + unit);
    }
}
