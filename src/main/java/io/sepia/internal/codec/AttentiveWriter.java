package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.impl.UnwrappingBeanPropertyWriter;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the generator that a property is left out, or that its annotations may lose some of its values. See decision
 * 0150.
 */
final class AttentiveWriter extends BeanPropertyWriter {
    private static final long serialVersionUID = 1L;
    private final boolean mayLose;

    private AttentiveWriter(BeanPropertyWriter property, boolean mayLose) {
        super(property);
        this.mayLose = mayLose;
    }

    private AttentiveWriter(AttentiveWriter property, PropertyName name) {
        super(property, name);
        this.mayLose = property.mayLose;
    }

    /** Replaces the writers of a class that leave out some values, or lose some. */
    static void replaceIn(
            List<BeanPropertyWriter> writers, ObjectMapper mapper, SerializationConfig config, BeanDescription bean) {
        Set<String> converted = new HashSet<>();
        DeserializationConfig reading = mapper.getDeserializationConfig();
        for (BeanPropertyDefinition each : reading.introspect(bean.getType()).findProperties()) {
            AnnotatedMember mutator = each.getNonConstructorMutator();
            if (isConverted(each.getConstructorParameter(), reading) || isConverted(mutator, reading)) {
                converted.add(each.getName());
            }
        }
        writers.replaceAll(each -> replacement(each, config, converted));
    }

    private static BeanPropertyWriter replacement(
            BeanPropertyWriter writer, SerializationConfig config, Set<String> converted) {
        if (writer.getClass() == UnwrappingBeanPropertyWriter.class) {
            NameTransformer names =
                    config.getAnnotationIntrospector().findUnwrappingNameTransformer(writer.getMember());
            return names == null ? writer : new Unwrapping(writer, names);
        }
        if (writer.getClass() != BeanPropertyWriter.class) {
            return writer;
        }
        boolean mayLose = converted.contains(writer.getName()) || isConverted(writer, config);
        AttentiveWriter made = new AttentiveWriter(writer, mayLose);
        return mayLose || writer.willSuppressNulls() || made._suppressableValue != null ? made : writer;
    }

    private static boolean isConverted(@Nullable AnnotatedMember reader, DeserializationConfig config) {
        AnnotationIntrospector annotations = config.getAnnotationIntrospector();
        return reader != null
                && (annotations.findDeserializer(reader) != null
                        || annotations.findContentDeserializer(reader) != null
                        || annotations.findKeyDeserializer(reader) != null
                        || annotations.findDeserializationConverter(reader) != null
                        || annotations.findDeserializationContentConverter(reader) != null);
    }

    private static boolean isConverted(BeanPropertyWriter writer, SerializationConfig config) {
        AnnotationIntrospector annotations = config.getAnnotationIntrospector();
        AnnotatedMember member = writer.getMember();
        return writer.getSerializationType() != null
                || annotations.findSerializer(member) != null
                || annotations.findContentSerializer(member) != null
                || annotations.findKeySerializer(member) != null
                || annotations.findNullSerializer(member) != null
                || annotations.findSerializationConverter(member) != null
                || annotations.findSerializationContentConverter(member) != null
                || annotations.findPropertyInclusion(member).getContentInclusion() != JsonInclude.Include.USE_DEFAULTS;
    }

    @Override
    protected BeanPropertyWriter _new(PropertyName name) {
        return new AttentiveWriter(this, name);
    }

    @Override
    public void serializeAsField(Object bean, JsonGenerator generator, SerializerProvider provider) throws Exception {
        if (!(generator instanceof GuardedGenerator guarded)) {
            super.serializeAsField(bean, generator, provider);
            return;
        }
        PositionTrail trail = guarded.trail();
        int before = trail.properties();
        super.serializeAsField(bean, generator, provider);
        if (mayLose) {
            trail.doubt();
        } else if (trail.properties() == before) {
            Object value = get(bean);
            trail.omitted(_name, value);
            boolean filtered = value != null
                    && _suppressableValue != null
                    && _suppressableValue != MARKER_FOR_EMPTY
                    && _suppressableValue.getClass() != value.getClass();
            if (filtered) {
                trail.doubt();
            }
        }
    }

    /** Tells the generator of null, which is written like an object without properties: not at all. */
    private static final class Unwrapping extends UnwrappingBeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        Unwrapping(BeanPropertyWriter property, NameTransformer names) {
            super(property, names);
        }

        private Unwrapping(UnwrappingBeanPropertyWriter property, NameTransformer names, SerializedString name) {
            super(property, names, name);
        }

        @Override
        protected UnwrappingBeanPropertyWriter _new(NameTransformer names, SerializedString name) {
            return new Unwrapping(this, names, name);
        }

        @Override
        public void serializeAsField(Object bean, JsonGenerator generator, SerializerProvider provider)
                throws Exception {
            if (generator instanceof GuardedGenerator guarded && get(bean) == null) {
                guarded.trail().omitted(_name, null);
            }
            super.serializeAsField(bean, generator, provider);
        }
    }
}
