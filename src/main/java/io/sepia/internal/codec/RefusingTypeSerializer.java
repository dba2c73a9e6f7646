package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.WritableTypeId;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;

/** Refuses to write a value that is declared as an interface with unknown implementations. */
final class RefusingTypeSerializer extends TypeSerializer {
    private final JavaType baseType;

    RefusingTypeSerializer(JavaType baseType) {
        this.baseType = baseType;
    }

    @Override
    public TypeSerializer forProperty(BeanProperty property) {
        return this;
    }

    @Override
    public JsonTypeInfo.As getTypeInclusion() {
        return JsonTypeInfo.As.PROPERTY;
    }

    @Override
    public String getPropertyName() {
        return null;
    }

    @Override
    public TypeIdResolver getTypeIdResolver() {
        return null;
    }

    @Override
    public WritableTypeId writeTypePrefix(JsonGenerator generator, WritableTypeId typeId) throws IOException {
        throw JsonMappingException.from(
                generator,
                "declared as " + baseType.getRawClass().getName()
                        + ", whose implementations are not known, so it could not be read again. "
                        + "Seal that type, register its implementations with the store's builder, or annotate it with "
                        + "@JsonTypeInfo by name");
    }

    @Override
    public WritableTypeId writeTypeSuffix(JsonGenerator generator, WritableTypeId typeId) throws IOException {
        throw new IllegalStateException("No prefix was written for " + baseType);
    }
}
