package io.sepia.dialect;

import jakarta.persistence.TemporalType;
import org.hibernate.query.common.TemporalUnit;
import org.hibernate.query.sqm.CastType;
import org.jspecify.annotations.Nullable;

/**
 * SQL patterns for dates and times in the text form of {@link TemporalText}. SQLite's own functions are limited to
 * milliseconds, so finer fractions are computed in whole nanoseconds or carried over as text.
 */
final class TemporalPatterns {
    private static final long SECOND = 1_000_000_000L;
    private static final String TO_MILLIS = "%Y-%m-%d %H:%M:%f";

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
            case EPOCH -> number("%s");
            case DATE -> "date(?2)";
            case TIME -> "substr(?2,12)";
            default -> null;
        };
    }

    private static String number(String format) {
        return "cast(strftime('" + format + "',?2) as integer)";
    }

    /**
     * Returns the pattern that adds {@code ?2} units to {@code ?3}. A day beyond the end of a month becomes its last
     * day.
     */
    @SuppressWarnings("deprecation") // Hibernate's own parameter type.
    static String add(TemporalUnit unit, TemporalType type) {
        String modifiers = switch (unit) {
            case YEAR -> "(?2)||' years','floor'";
            case QUARTER -> "((?2)*3)||' months','floor'";
            case MONTH -> "(?2)||' months','floor'";
            case WEEK -> "((?2)*7)||' days'";
            default -> "(?2)||' days'";
        };
        boolean fine = switch (unit) {
            case YEAR, QUARTER, MONTH, WEEK, DAY -> false;
            default -> true;
        };
        return switch (type) {
            case DATE -> fine ? addNanos(unit, "%Y-%m-%d %H:%M:%S") : "date(?3," + modifiers + ")";
            case TIME -> fine ? addNanos(unit, "%H:%M:%S") : "?3";
            case TIMESTAMP ->
                fine
                        ? addNanos(unit, "%Y-%m-%d %H:%M:%S")
                        : "(strftime('" + TO_MILLIS + "',substr(?3,1,23)," + modifiers
                                + ")||substr(substr(?3,24)||'000000',1,6))";
        };
    }

    private static String addNanos(TemporalUnit unit, String format) {
        return "(select strftime('" + format + "',(n-m)/" + SECOND + ",'unixepoch')||printf('.%09d',m)"
                + " from (select n,((n%" + SECOND + ")+" + SECOND + ")%" + SECOND + " m"
                + " from (select " + nanos("?3") + "+cast((?2)*" + nanos(unit) + " as integer) n)))";
    }

    /** Returns the nanoseconds since 1970 of a date, a time of day or both. */
    private static String nanos(String value) {
        return "(cast(strftime('%s',substr(" + value + ",1,19)) as integer)*" + SECOND + "+cast(substr("
                + fraction(value) + "||'000000000',1,9) as integer))";
    }

    private static long nanos(TemporalUnit unit) {
        return switch (unit) {
            case NANOSECOND, NATIVE -> 1;
            case SECOND -> SECOND;
            case MINUTE -> 60 * SECOND;
            case HOUR -> 3_600 * SECOND;
            case DAY -> 86_400 * SECOND;
            case WEEK -> 7 * 86_400 * SECOND;
            default -> throw new IllegalArgumentException("SQLite has no date arithmetic in the unit " + unit);
        };
    }

    /** Returns the pattern of the whole units from {@code ?2} to {@code ?3}, rounded towards zero. */
    static String difference(TemporalUnit unit) {
        return switch (unit) {
            case YEAR -> "(" + months() + "/12)";
            case QUARTER -> "(" + months() + "/3)";
            case MONTH -> months();
            default -> "((" + nanos("?3") + "-" + nanos("?2") + ")/" + nanos(unit) + ")";
        };
    }

    /** Returns the whole months: the calendar months, less one if the day, or the time on that day, is not reached. */
    private static String months() {
        return "(select case when d>0 and r2>r3 then d-1 when d<0 and r2<r3 then d+1 else d end from (select "
                + calendarMonths("?3") + "-" + calendarMonths("?2") + " d,substr(?2,9) r2,substr(?3,9) r3))";
    }

    private static String calendarMonths(String value) {
        return "(cast(substr(" + value + ",1,4) as integer)*12+cast(substr(" + value + ",6,2) as integer))";
    }

    /** Returns the pattern of a cast of {@code ?1}, or null if the base dialect's pattern is right. */
    static @Nullable String cast(CastType from, CastType to) {
        boolean fromText = from == CastType.STRING || from == CastType.CLOB;
        boolean fromTemporal = isTemporal(from);
        if (!fromText && !fromTemporal) {
            return null;
        }
        return switch (to) {
            case DATE -> "date(?1)";
            case TIME -> from == CastType.TIME ? "?1" : normal("%H:%M:%S");
            case TIMESTAMP, OFFSET_TIMESTAMP, ZONE_TIMESTAMP ->
                isTemporal(from) && from != CastType.DATE ? "?1" : normal("%Y-%m-%d %H:%M:%S");
            case STRING -> fromTemporal ? "?1" : null;
            default -> null;
        };
    }

    private static boolean isTemporal(CastType type) {
        return switch (type) {
            case DATE, TIME, TIMESTAMP, OFFSET_TIMESTAMP, ZONE_TIMESTAMP -> true;
            default -> false;
        };
    }

    private static String normal(String format) {
        return "(strftime('" + format + "',substr(?1,1,19))||substr('.'||rtrim(" + fraction("?1")
                + ",'Z')||'000000000',1,10))";
    }

    private static String fraction(String value) {
        return "substr(" + value + ",instr(" + value + "||'.','.')+1)";
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
