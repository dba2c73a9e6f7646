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
import java.io.IOException;

/** Writes a {@code @Stored} class: the whole object at the root, a reference anywhere else. */
final class ReferenceSerializer extends JsonSerializer<Object> implements ContextualSerializer, ResolvableSerializer {
    private final JsonSerializer<Object> whole;

    ReferenceSerializer(JsonSerializer<Object> whole) {
        this.whole = whole;
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
        if (isWhole(value, generator, provider)) {
            whole.serialize(value, generator, provider);
        }
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
            throws IOException {
        if (isWhole(value, generator, provider)) {
            whole.serializeWithType(value, generator, provider, types);
        }
    }

    /** Returns whether the whole object is to be written; otherwise writes what stands for it. */
    private static boolean isWhole(Object value, JsonGenerator generator, SerializerProvider provider)
            throws IOException {
        EncodeRun run = EncodeRun.of(provider);
        if (run == null) {
            // Jackson is copying the tokens of a document that is being read; the target is passed on as it is.
            generator.writeEmbeddedObject(value);
            return false;
        }
        if (run.isRoot(value, generator)) {
            return true;
        }
        run.writeTarget(value, generator);
        return false;
    }

    @Override
    @SuppressWarnings("unchecked")
    public JsonSerializer<?> createContextual(SerializerProvider provider, BeanProperty property)
            throws JsonMappingException {
        if (whole instanceof ContextualSerializer contextual) {
            JsonSerializer<?> inContext = contextual.createContextual(provider, property);
            return inContext == whole ? this : new ReferenceSerializer((JsonSerializer<Object>) inContext);
        }
        return this;
    }

    @Override
    public void resolve(SerializerProvider provider) throws JsonMappingException {
        if (whole instanceof ResolvableSerializer resolvable) {
            resolvable.resolve(provider);
        }
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Object value) {
        return false;
    }

    @Override
    public JsonSerializer<?> getDelegatee() {
        return whole;
    }

    @Override
    public void acceptJsonFormatVisitor(JsonFormatVisitorWrapper visitor, JavaType type) throws JsonMappingException {
        whole.acceptJsonFormatVisitor(visitor, type);
    }
}
