package io.sepia.dialect;

import java.time.Instant;
import java.time.ZoneOffset;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.TimestampUtcAsJdbcTimestampJdbcType;

/** Stores instants as date and time in UTC. */
final class InstantAsText extends TimestampUtcAsJdbcTimestampJdbcType {
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
                (text, options) ->
                        type.wrap(TemporalText.dateTime(text, ZoneOffset.UTC).toInstant(ZoneOffset.UTC), options));
    }
}
