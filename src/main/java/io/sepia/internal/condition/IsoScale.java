package io.sepia.internal.condition;

import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.Moments;
import io.sepia.internal.json.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The scales of values in ISO-8601 form, and of numbers that are written as text. */
public enum IsoScale implements Scale {
    /** Dates: {@code 2026-01-31}. */
    DATE("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]", 0) {
        @Override
        @Nullable
        String canonical(String text) {
            LocalDate date = LocalDate.parse(text);
            String written = date.toString();
            boolean isRegular = date.getYear() >= 0 && date.getYear() <= GREATEST_YEAR;
            return isRegular ? written : year(date.getYear()) + written.substring(written.length() - 6);
        }
    },
    /** Dates with a time and without an offset: {@code 2026-01-31T12:00:00.5}. */
    DATE_TIME("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*", 16) {
        @Override
        String canonical(String text) {
            return of(LocalDateTime.parse(text));
        }
    },
    /** Times of day: {@code 12:00:00.5}. */
    TIME("[0-9][0-9]:[0-9][0-9]*", 5) {
        @Override
        String canonical(String text) {
            return of(LocalTime.parse(text));
        }
    },
    /** Months: {@code 2026-01}. Years after 9999 may lack their sign, so their texts have another order. */
    YEAR_MONTH(null, 0) {
        @Override
        @Nullable
        String canonical(String text) {
            boolean hasSign = text.startsWith("+") || text.startsWith("-");
            int digits = text.indexOf('-', 1) - (hasSign ? 1 : 0);
            YearMonth month = digits > 4 && !hasSign ? YearMonth.parse("+" + text) : YearMonth.parse(text);
            String written = month.toString();
            return year(month.getYear()) + written.substring(written.length() - 3);
        }
    },
    /** Days of a year: {@code --01-31}. */
    MONTH_DAY("--[0-9][0-9]-[0-9][0-9]", 0) {
        @Override
        String canonical(String text) {
            return MonthDay.parse(text).toString();
        }
    },
    /** Points in time with any offset: {@code 2026-01-31T13:00:00+01:00[Europe/Paris]}. */
    MOMENT("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*", -1) {
        @Override
        @Nullable
        String canonical(String text) {
            return moment(text);
        }
    },
    /** Points in time that are written in UTC: {@code 2026-01-31T12:00:00Z}. */
    UTC_MOMENT("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*Z", 19) {
        @Override
        @Nullable
        String canonical(String text) {
            return moment(text);
        }
    },
    /** Points in time that are written with the offset 0: {@code 2026-01-31T12:00:00.000+00:00}. */
    ZERO_OFFSET_MOMENT("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*+00:00", 19) {
        @Override
        @Nullable
        String canonical(String text) {
            return moment(text);
        }
    },
    /** Years. */
    YEAR(null, 0) {
        @Override
        public @Nullable Value key(Value stored) {
            return number(stored);
        }
    },
    /** Numbers that are written as texts. */
    DECIMAL(null, 0) {
        @Override
        public @Nullable Value key(Value stored) {
            return number(stored);
        }
    },
    /** Durations: {@code PT1H}. */
    DURATION(null, 0) {
        @Override
        public @Nullable Value key(Value stored) {
            try {
                Duration duration = stored instanceof Value.Text text ? Duration.parse(text.value()) : null;
                return duration == null
                        ? null
                        : new Value.Number(Decimal.of(BigDecimal.valueOf(duration.getSeconds())
                                .add(BigDecimal.valueOf(duration.getNano(), 9))));
            } catch (DateTimeException e) {
                return null; // No duration.
            }
        }
    },
    /** Times of day with an offset: {@code 12:00+01:00}. */
    OFFSET_TIME(null, 0) {
        @Override
        public @Nullable Value key(Value stored) {
            try {
                OffsetTime time = stored instanceof Value.Text text ? OffsetTime.parse(text.value()) : null;
                return time == null
                        ? null
                        : new Value.Number(Decimal.of(time.toLocalTime().toNanoOfDay()
                                - time.getOffset().getTotalSeconds() * 1_000_000_000L));
            } catch (DateTimeException e) {
                return null; // No time.
            }
        }
    };

    private static final int GREATEST_YEAR = 9_999;
    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int SECOND = SHAPE.length();
    /** More than the digits of any year. */
    private static final long YEARS = 10_000_000_000L;

    /** After so many years the calendar repeats. */
    private static final int YEARS_OF_CYCLE = 400;

    private static final long SECONDS_OF_CYCLE = 146_097L * 86_400;
    private static final long FIRST_SECOND = LocalDateTime.MIN.toEpochSecond(ZoneOffset.UTC);
    private static final long LAST_SECOND = LocalDateTime.MAX.toEpochSecond(ZoneOffset.UTC);

    private static final Duration GREATEST_OFFSET = Duration.ofHours(18);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

    private final @Nullable TextOrder order;

    /**
     * @param pattern the pattern of regular texts, or null if texts are not in the order of values
     * @param exact the number of characters of which texts in the order of values differ; 0 for all; -1 if texts up to
     *     the greatest offset away may be in another order
     */
    IsoScale(@Nullable String pattern, int exact) {
        this.order = pattern == null ? null : new Order(pattern, exact);
    }

    @Override
    public @Nullable TextOrder textOrder() {
        return order;
    }

    @Override
    public @Nullable Value key(Value stored) {
        if (!(stored instanceof Value.Text text)) {
            return null;
        }
        try {
            String canonical = canonical(text.value());
            return canonical == null ? null : new Value.Text(canonical);
        } catch (DateTimeException e) {
            return null; // Not a value of this kind.
        }
    }

    /** Returns the comparable form of a text, or null or an exception if it has none. */
    @Nullable
    String canonical(String text) {
        throw new IllegalStateException(name() + " compares numbers");
    }

    private record Order(String pattern, int exact) implements TextOrder {
        @Override
        public boolean isRegular(String text) {
            String start = hasSigns() || exact > 0 ? "" : "--";
            return text.startsWith(start)
                    && text.length() > start.length()
                    && text.charAt(start.length()) >= '0'
                    && text.charAt(start.length()) <= '9';
        }

        @Override
        public boolean hasSigns() {
            return pattern.startsWith("[0-9][0-9][0-9][0-9]");
        }

        @Override
        public boolean isExact() {
            return exact == 0;
        }

        @Override
        public String low(String key) {
            return exact == 0 ? key : exact > 0 ? key.substring(0, exact) : shifted(key, GREATEST_OFFSET.negated());
        }

        @Override
        public String high(String key) {
            // Follows all signs of a time or offset.
            return exact == 0
                    ? key
                    : (exact > 0 ? key.substring(0, exact) : shifted(key, GREATEST_OFFSET.plusMinutes(1))) + "[";
        }

        private static String shifted(String key, Duration by) {
            LocalDateTime local = LocalDateTime.parse(key).plus(by);
            return local.getYear() < 0 ? "0" : local.getYear() > GREATEST_YEAR ? "9999-99" : MINUTE.format(local);
        }
    }

    /** Returns a year as a text that sorts by its value. */
    static String year(int year) {
        if (year >= 0 && year <= GREATEST_YEAR) {
            String digits = String.valueOf(year);
            return "0000".substring(digits.length()) + digits;
        }
        // A slash precedes all digits, a colon follows them.
        return year < 0 ? "/" + (YEARS + year) : String.format(Locale.ROOT, ":%010d", year);
    }

    private static String of(LocalDateTime time) {
        LocalDate date = time.toLocalDate();
        String text = date.toString();
        return year(date.getYear()) + text.substring(text.length() - 6) + "T" + of(time.toLocalTime());
    }

    private static String of(LocalTime time) {
        String text = time.toString();
        if (text.length() < "12:00:00".length()) {
            return text + ":00";
        }
        return text.indexOf('.') < 0 ? text : withoutZeros(text);
    }

    private static String withoutZeros(String fraction) {
        int end = fraction.length();
        while (fraction.charAt(end - 1) == '0') {
            end--;
        }
        return fraction.substring(0, fraction.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** Returns the key of a text of the most frequent form, or null if it must be parsed. */
    private static @Nullable String utc(String text) {
        int end = text.length() - 1;
        if (end < SECOND
                || text.charAt(end) != 'Z'
                || end > SECOND && (text.charAt(SECOND) != '.' || end == SECOND + 1)) {
            return null;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean right = i < SECOND
                    ? SHAPE.charAt(i) == c || SHAPE.charAt(i) == '0' && isDigit(c)
                    : i == SECOND || isDigit(c);
            if (!right) {
                return null;
            }
        }
        // Days that not all months have, and hours and seconds that are not usual, are left to the parser.
        boolean usual = number(text, 5) >= 1
                && number(text, 5) <= 12
                && number(text, 8) >= 1
                && number(text, 8) <= 28
                && number(text, 11) < 24
                && number(text, 14) < 60
                && number(text, 17) < 60
                && end <= SECOND + 10;
        return !usual ? null : end == SECOND ? text.substring(0, end) : withoutZeros(text.substring(0, end));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int number(String text, int at) {
        return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }

    private static @Nullable String moment(String text) {
        String usual = utc(text);
        if (usual != null) {
            return usual;
        }
        Instant moment = Moments.parse(text);
        return moment == null ? null : of(moment);
    }

    private static String of(Instant moment) {
        long seconds = moment.getEpochSecond();
        // Instant ranges one year further than LocalDateTime.
        long cycles = seconds < FIRST_SECOND ? 1 : seconds > LAST_SECOND ? -1 : 0;
        LocalDateTime near =
                LocalDateTime.ofEpochSecond(seconds + cycles * SECONDS_OF_CYCLE, moment.getNano(), ZoneOffset.UTC);
        String text = of(near);
        return cycles == 0
                ? text
                : year((int) (near.getYear() - cycles * YEARS_OF_CYCLE)) + text.substring(text.indexOf('-', 1));
    }

    /** Returns the key of a point in time on the scales of points in time. */
    public static Value key(Instant moment) {
        return new Value.Text(of(moment));
    }

    private static @Nullable Value number(Value stored) {
        if (!(stored instanceof Value.Text text)) {
            return stored instanceof Value.Number ? stored : null;
        }
        String digits = text.value().startsWith("+") ? text.value().substring(1) : text.value();
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= 10_000
                && Character.isDigit(digits.charAt(digits.length() - 1))
                && digits.chars().allMatch(each -> "0123456789+-.eE".indexOf(each) >= 0);
        try {
            return isNumber ? new Value.Number(Decimal.parse(digits)) : null;
        } catch (NumberFormatException e) {
            return null; // An ordinary text.
        }
    }
}
