package io.sepia.jpa;

import io.sepia.internal.backend.sql.Rows;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as the store keeps them: in microseconds since 1970. Finer parts of a time are cut off. */
@Converter
final class MicrosecondsConverter implements AttributeConverter<@Nullable Instant, @Nullable Long> {
    /** For the persistence provider. */
    MicrosecondsConverter() {}

    @Override
    public @Nullable Long convertToDatabaseColumn(@Nullable Instant time) {
        return time == null ? null : Rows.micros(time);
    }

    @Override
    public @Nullable Instant convertToEntityAttribute(@Nullable Long microseconds) {
        return microseconds == null ? null : Rows.instant(microseconds);
    }
}
