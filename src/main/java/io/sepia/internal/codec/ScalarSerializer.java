package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import io.sepia.internal.codec.platform.PlatformValues;
import java.io.IOException;

/** Tells the generator the class of a value that is written as a text or number. */
final class ScalarSerializer extends JsonSerializer<Object> implements ContextualSerializer, ResolvableSerializer {
    private final JsonSerializer<Object> scalar;

    ScalarSerializer(JsonSerializer<Object> scalar) {
        this.scalar = scalar;
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
        tell(value, generator);
        scalar.serialize(value, generator, provider);
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
            throws IOException {
        tell(value, generator);
        scalar.serializeWithType(value, generator, provider, types);
    }

    private static void tell(Object value, JsonGenerator generator) {
        if (generator instanceof GuardedGenerator guarded) {
            guarded.trail().scalarOf(value.getClass());
            if (PlatformValues.isDoubtful(value.getClass())) {
                guarded.trail().doubt();
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public JsonSerializer<?> createContextual(SerializerProvider provider, BeanProperty property)
            throws JsonMappingException {
        if (scalar instanceof ContextualSerializer contextual) {
            JsonSerializer<?> inContext = contextual.createContextual(provider, property);
            return inContext == scalar ? this : new ScalarSerializer((JsonSerializer<Object>) inContext);
        }
        return this;
    }

    @Override
    public void resolve(SerializerProvider provider) throws JsonMappingException {
        if (scalar instanceof ResolvableSerializer resolvable) {
            resolvable.resolve(provider);
        }
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Object value) {
        return scalar.isEmpty(provider, value);
    }

    @Override
    public JsonSerializer<?> getDelegatee() {
        return scalar;
    }

    @Override
    public void acceptJsonFormatVisitor(JsonFormatVisitorWrapper visitor, JavaType type) throws JsonMappingException {
        scalar.acceptJsonFormatVisitor(visitor, type);
    }
}
