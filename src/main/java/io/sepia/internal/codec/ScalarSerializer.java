package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.ResolvableSerializer;
import com.fasterxml.jackson.databind.ser.std.EnumSerializer;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.internal.condition.Term.Kind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tells the generator the class of a value that is written as a text or number. See decision 0236. */
final class ScalarSerializer extends JsonSerializer<Object> implements ContextualSerializer, ResolvableSerializer {
    private static final List<String> OF_JACKSON = List.of(
            "com.fasterxml.jackson.databind.",
            "com.fasterxml.jackson.datatype.jsr310.",
            "com.fasterxml.jackson.datatype.jdk8.",
            "io.sepia.internal.codec.");

    private final JsonSerializer<Object> scalar;
    /** Whether nothing is known of the values that the serializer loses. */
    private final boolean ofApplication;

    private final boolean structured;
    /** Whether dates and times may be written in a format that lacks a part of them. */
    private final boolean formatted;

    /** @param ownForms whether dates and times are written in the store's own forms, which keep every value */
    ScalarSerializer(JsonSerializer<Object> scalar, boolean ownForms) {
        this(scalar, !isKnown(scalar), false, !ownForms);
    }

    /** Returns whether a serializer is Jackson's or the store's. */
    static boolean isKnown(JsonSerializer<?> serializer) {
        return OF_JACKSON.stream().anyMatch(serializer.getClass().getName()::startsWith);
    }

    private ScalarSerializer(
            JsonSerializer<Object> scalar, boolean ofApplication, boolean structured, boolean formatted) {
        this.scalar = scalar;
        this.ofApplication = ofApplication;
        this.structured = structured;
        this.formatted = formatted;
    }

    /** Returns the kind of scalar that a serializer writes, or null if it does not say. */
    static @Nullable Kind kind(JsonSerializer<?> serializer, SerializerProvider provider) {
        if (!isKnown(serializer)) {
            return null;
        }
        AtomicReference<Kind> kind = new AtomicReference<>();
        try {
            serializer.acceptJsonFormatVisitor(
                    new JsonFormatVisitorWrapper.Base(provider) {
                        @Override
                        public @Nullable JsonStringFormatVisitor expectStringFormat(JavaType type) {
                            kind.set(Kind.TEXT);
                            return null;
                        }

                        @Override
                        public @Nullable JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
                            kind.set(Kind.NUMBER);
                            return null;
                        }

                        @Override
                        public @Nullable JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
                            kind.set(Kind.BOOLEAN);
                            return null;
                        }
                    },
                    null);
        } catch (JsonMappingException e) {
            return null; // Reported when a value is written.
        }
        return kind.get();
    }

    /** Returns a serializer for objects or containers with a state that their JSON may not show. */
    @SuppressWarnings("unchecked")
    static ScalarSerializer ofUnknown(JsonSerializer<?> structure) {
        return new ScalarSerializer((JsonSerializer<Object>) structure, true, true, false);
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

    private void tell(Object value, JsonGenerator generator) {
        if (generator instanceof GuardedGenerator guarded) {
            if (value instanceof Enum<?> constant && scalar.getClass() != (Class<?>) EnumSerializer.class) {
                guarded.trail().scalarOf(constant); // Several constants may have one text.
            } else if (!structured) {
                guarded.trail().scalarOf(value.getClass());
            }
            if (ofApplication
                    || PlatformValues.isDoubtful(value.getClass())
                    || formatted && PlatformValues.isTime(value.getClass())) {
                guarded.trail().doubt();
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public JsonSerializer<?> createContextual(SerializerProvider provider, BeanProperty property)
            throws JsonMappingException {
        boolean own = formatted || hasFormat(provider, property);
        JsonSerializer<?> inContext = scalar instanceof ContextualSerializer contextual
                ? contextual.createContextual(provider, property)
                : scalar;
        return inContext == scalar && own == formatted
                ? this
                : new ScalarSerializer((JsonSerializer<Object>) inContext, ofApplication, structured, own);
    }

    private boolean hasFormat(SerializerProvider provider, @Nullable BeanProperty property) {
        Class<?> type = scalar.handledType() == null ? Object.class : scalar.handledType();
        JsonFormat.Value format = property == null
                ? provider.getDefaultPropertyFormat(type)
                : property.findPropertyFormat(provider.getConfig(), type);
        return format != null && (format.hasPattern() || format.hasShape() || format.hasTimeZone());
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
