package io.sepia.dialect;

import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalTime;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.TimeJdbcType;

/** Stores times of day as {@code 10:15:30.000000000}. */
final class TimeAsText extends TimeJdbcType {
    private static final long serialVersionUID = 1L;

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
