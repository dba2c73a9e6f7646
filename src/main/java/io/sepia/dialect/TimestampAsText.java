package io.sepia.dialect;

import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.TimestampJdbcType;

/** Stores local dates and times as {@code 2026-11-24 10:15:30.123456789}. */
final class TimestampAsText extends TimestampJdbcType {
    private static final long serialVersionUID = 1L;

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
