package io.sepia.dialect;

import io.sepia.internal.functions.TemporalText;
import java.sql.CallableStatement;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.BiFunction;
import org.hibernate.query.sqm.CastType;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.BasicExtractor;
import org.hibernate.type.descriptor.jdbc.DateJdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.TimeJdbcType;
import org.hibernate.type.descriptor.jdbc.TimeUtcAsJdbcTimeJdbcType;
import org.hibernate.type.descriptor.jdbc.TimestampJdbcType;
import org.hibernate.type.descriptor.jdbc.TimestampUtcAsJdbcTimestampJdbcType;
import org.hibernate.type.descriptor.jdbc.spi.JdbcTypeRegistry;
import org.jspecify.annotations.Nullable;

/** The types of dates and times, which are stored as text in the form of {@link TemporalText}. */
final class TemporalTypes {
    private TemporalTypes() {}

    static void register(JdbcTypeRegistry types) {
        register(types, new DateAsText(), Types.DATE, SqlTypes.LOCAL_DATE);
        register(types, new TimeAsText(), Types.TIME, SqlTypes.LOCAL_TIME);
        register(types, new TimestampAsText(), Types.TIMESTAMP, SqlTypes.LOCAL_DATE_TIME);
        register(
                types,
                new InstantAsText(),
                SqlTypes.TIMESTAMP_UTC,
                Types.TIMESTAMP_WITH_TIMEZONE,
                SqlTypes.INSTANT,
                SqlTypes.OFFSET_DATE_TIME,
                SqlTypes.ZONED_DATE_TIME);
        register(types, new OffsetTimeAsText(), SqlTypes.TIME_UTC, Types.TIME_WITH_TIMEZONE, SqlTypes.OFFSET_TIME);
    }

    /** Registers a type for its own code, and for those with which the driver would write texts of other forms. */
    private static void register(JdbcTypeRegistry types, JdbcType type, int... codes) {
        for (int code : codes) {
            types.addDescriptor(code, type);
        }
    }

    /** Stores dates as {@code 2026-11-24}. */
    private static final class DateAsText extends DateJdbcType {
        @Override
        public <X> ValueBinder<X> getBinder(JavaType<X> type) {
            return new TextBinder<>(
                    type,
                    this,
                    (value, options) -> TemporalText.of(
                            value instanceof LocalDate date
                                    ? date
                                    : type.unwrap(value, Date.class, options).toLocalDate()));
        }

        @Override
        public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
            return new TextExtractor<>(type, this, (text, options) -> {
                LocalDate date = TemporalText.date(text, TemporalText.zone(options.getJdbcTimeZone()));
                return type.getJavaTypeClass() == LocalDate.class
                        ? type.wrap(date, options)
                        : type.wrap(Date.valueOf(date), options);
            });
        }
    }

    /** Stores times of day as {@code 10:15:30.000000000}. */
    private static final class TimeAsText extends TimeJdbcType {
        @Override
        public <X> ValueBinder<X> getBinder(JavaType<X> type) {
            return new TextBinder<>(type, this, (value, options) -> {
                if (value instanceof LocalTime time) {
                    return TemporalText.of(time);
                }
                Time time = type.unwrap(value, Time.class, options);
                return TemporalText.of(
                        TemporalText.local(time, options.getJdbcTimeZone()).toLocalTime());
            });
        }

        @Override
        public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
            return new TextExtractor<>(type, this, (text, options) -> {
                LocalTime time = TemporalText.time(text, TemporalText.zone(options.getJdbcTimeZone()));
                if (type.getJavaTypeClass() == LocalTime.class) {
                    return type.wrap(time, options);
                }
                Timestamp first = Timestamp.from(time.atDate(LocalDate.EPOCH)
                        .atZone(TemporalText.zone(options.getJdbcTimeZone()))
                        .toInstant());
                return type.wrap(new Time(first.getTime()), options);
            });
        }
    }

    /** Stores local dates and times as {@code 2026-11-24 10:15:30.123456789}. */
    private static final class TimestampAsText extends TimestampJdbcType {
        @Override
        public <X> ValueBinder<X> getBinder(JavaType<X> type) {
            return new TextBinder<>(
                    type,
                    this,
                    (value, options) -> TemporalText.of(
                            value instanceof LocalDateTime time
                                    ? time
                                    : TemporalText.local(
                                            type.unwrap(value, Timestamp.class, options), options.getJdbcTimeZone())));
        }

        @Override
        public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
            return new TextExtractor<>(type, this, (text, options) -> {
                ZoneId zone = TemporalText.zone(options.getJdbcTimeZone());
                LocalDateTime time = TemporalText.dateTime(text, zone);
                return type.getJavaTypeClass() == LocalDateTime.class
                        ? type.wrap(time, options)
                        : type.wrap(Timestamp.from(time.atZone(zone).toInstant()), options);
            });
        }
    }

    /** Stores instants as date and time in UTC. */
    private static final class InstantAsText extends TimestampUtcAsJdbcTimestampJdbcType {
        @Override
        public CastType getCastType() {
            return CastType.OFFSET_TIMESTAMP;
        }

        @Override
        public <X> ValueBinder<X> getBinder(JavaType<X> type) {
            return new TextBinder<>(
                    type, this, (value, options) -> TemporalText.of(type.unwrap(value, Instant.class, options)));
        }

        @Override
        public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
            return new TextExtractor<>(
                    type,
                    this,
                    (text, options) -> type.wrap(
                            TemporalText.dateTime(text, ZoneOffset.UTC).toInstant(ZoneOffset.UTC), options));
        }
    }

    /** Stores times of day with an offset as the time of day in UTC. */
    private static final class OffsetTimeAsText extends TimeUtcAsJdbcTimeJdbcType {
        @Override
        public <X> ValueBinder<X> getBinder(JavaType<X> type) {
            return new TextBinder<>(
                    type, this, (value, options) -> TemporalText.of(type.unwrap(value, OffsetTime.class, options)));
        }

        @Override
        public <X> ValueExtractor<X> getExtractor(JavaType<X> type) {
            return new TextExtractor<>(
                    type,
                    this,
                    (text, options) ->
                            type.wrap(TemporalText.time(text, ZoneOffset.UTC).atOffset(ZoneOffset.UTC), options));
        }
    }

    /** Binds values as text. */
    private static final class TextBinder<X> extends BasicBinder<X> {
        private final transient BiFunction<X, WrapperOptions, String> writer;

        TextBinder(JavaType<X> javaType, JdbcType jdbcType, BiFunction<X, WrapperOptions, String> writer) {
            super(javaType, jdbcType);
            this.writer = writer;
        }

        @Override
        protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options)
                throws SQLException {
            statement.setString(index, writer.apply(value, options));
        }

        @Override
        protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
                throws SQLException {
            statement.setString(name, writer.apply(value, options));
        }
    }

    /** Extracts values from text. */
    private static final class TextExtractor<X> extends BasicExtractor<X> {
        private final transient BiFunction<String, WrapperOptions, X> reader;

        TextExtractor(JavaType<X> javaType, JdbcType jdbcType, BiFunction<String, WrapperOptions, X> reader) {
            super(javaType, jdbcType);
            this.reader = reader;
        }

        @Override
        protected @Nullable X doExtract(ResultSet row, int index, WrapperOptions options) throws SQLException {
            return read(row.getString(index), options);
        }

        @Override
        protected @Nullable X doExtract(CallableStatement statement, int index, WrapperOptions options)
                throws SQLException {
            return read(statement.getString(index), options);
        }

        @Override
        protected @Nullable X doExtract(CallableStatement statement, String name, WrapperOptions options)
                throws SQLException {
            return read(statement.getString(name), options);
        }

        private @Nullable X read(@Nullable String text, WrapperOptions options) throws SQLException {
            try {
                return text == null ? null : reader.apply(text, options);
            } catch (DateTimeException e) {
                throw new SQLException("A column holds '" + text + "' where a date or time was expected", e);
            }
        }
    }
}
