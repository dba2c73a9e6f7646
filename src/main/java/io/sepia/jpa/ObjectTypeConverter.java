package io.sepia.jpa;

import io.sepia.document.ObjectType;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;

/** Object types as the store keeps them. */
@Converter
final class ObjectTypeConverter implements AttributeConverter<@Nullable ObjectType, @Nullable String> {
    /** For the persistence provider. */
    ObjectTypeConverter() {}

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable ObjectType type) {
        return type == null ? null : type.text();
    }

    @Override
    public @Nullable ObjectType convertToEntityAttribute(@Nullable String text) {
        return text == null ? null : ObjectType.of(text);
    }
}
