package io.sepia.dialect;

import java.time.OffsetTime;
import java.time.ZoneOffset;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.TimeUtcAsJdbcTimeJdbcType;

/** Stores times of day with an offset as the time of day in UTC. */
final class OffsetTimeAsText extends TimeUtcAsJdbcTimeJdbcType {
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
