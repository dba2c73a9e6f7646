package io.sepia.internal.codec.kotlin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a field that holds the bare value of a value class as the constructor's parameter reads it: as an instance of
 * that class. The bare value of {@code UInt.MAX_VALUE}, for example, is the {@code int} -1.
 */
public final class Boxing extends JsonSerializer<Object> {
    private final ValueClass type;
    private final BeanProperty property;

    private Boxing(ValueClass type, BeanProperty property) {
        this.type = type;
        this.property = property;
    }

    /** Gives the writers of a Kotlin class such serializers where they need one. */
    public static void adapt(ObjectMapper mapper, BeanDescription bean, List<BeanPropertyWriter> writers) {
        if (!KotlinClasses.isKotlin(bean.getBeanClass())) {
            return;
        }
        DeserializationConfig config = mapper.getDeserializationConfig();
        for (BeanPropertyDefinition each : config.introspect(bean.getType()).findProperties()) {
            AnnotatedParameter parameter = each.getConstructorParameter();
            if (parameter == null) {
                continue;
            }
            Optional<ValueClass> type = declared(config, parameter);
            for (BeanPropertyWriter writer : writers) {
                if (type.isPresent()
                        && writer.getName().equals(each.getName())
                        && writer.getMember() instanceof AnnotatedField field
                        && field.getRawType() == type.get().underlying()
                        && !writer.hasSerializer()) {
                    writer.assignSerializer(new Boxing(type.get(), writer));
                }
            }
        }
    }

    private static Optional<ValueClass> declared(DeserializationConfig config, AnnotatedParameter parameter) {
        try {
            JavaType refined = config.getAnnotationIntrospector()
                    .refineDeserializationType(config, parameter, parameter.getType());
            return ValueClass.of(refined.getRawClass());
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            return Optional.empty(); // Reported when an object of the class is read.
        }
    }

    /** Returns the class that a property is declared as, or empty if that is the type of its field. */
    public static Optional<Class<?>> declared(@Nullable BeanPropertyWriter writer) {
        return writer != null && writer.getSerializer() instanceof Boxing boxing
                ? Optional.of(boxing.type.type())
                : Optional.empty();
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
        // A value of a query is an instance already.
        Object box = type.type().isInstance(value) ? value : type.box(value);
        provider.findValueSerializer(type.type(), property).serialize(box, generator, provider);
    }
}
