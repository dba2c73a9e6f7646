package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.SettableAnyProperty;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the members of an unwrapped property out of the map for members without a property: Jackson passes them to
 * both, and a save would write them twice.
 */
final class AnyBesideUnwrapped extends SettableAnyProperty {
    private static final long serialVersionUID = 1L;
    private final SettableAnyProperty any;
    private final Set<String> unwrapped;

    private AnyBesideUnwrapped(SettableAnyProperty any, Set<String> unwrapped) {
        super(any.getProperty(), null, any.getType(), null, null, null);
        this.any = any;
        this.unwrapped = unwrapped;
    }

    /** @param parts receives the classes of unwrapped properties, whose readers see the members of the whole too */
    static void adapt(
            BeanDeserializerBuilder builder, BeanDescription bean, DeserializationConfig config, Set<Class<?>> parts) {
        SettableAnyProperty any = builder.getAnySetter();
        if (any != null && any.getParameterIndex() >= 0 || bean.getClassInfo().hasAnnotation(JsonPOJOBuilder.class)) {
            return;
        }
        Set<String> unwrapped = new HashSet<>();
        boolean open = addUnwrapped(bean, config, NameTransformer.NOP, unwrapped, parts);
        if (unwrapped.isEmpty()) {
            return;
        }
        if (any != null) {
            builder.setAnySetter(null); // Jackson refuses to replace one.
            builder.setAnySetter(new AnyBesideUnwrapped(any, unwrapped));
        } else if (!open) {
            builder.setAnySetter(new Unknown(config.constructType(Object.class), unwrapped, parts));
        }
    }

    /** Adds the names of the properties of unwrapped properties. Returns whether these have members of other names. */
    private static boolean addUnwrapped(
            BeanDescription bean,
            DeserializationConfig config,
            NameTransformer outer,
            Set<String> names,
            Set<Class<?>> parts) {
        AnnotationIntrospector annotations = config.getAnnotationIntrospector();
        boolean open = false;
        for (BeanPropertyDefinition each : bean.findProperties()) {
            AnnotatedMember member = each.getPrimaryMember();
            NameTransformer inner = member == null ? null : annotations.findUnwrappingNameTransformer(member);
            if (inner == null) {
                continue;
            }
            NameTransformer both = NameTransformer.chainedTransformer(outer, inner);
            BeanDescription part = config.introspect(member.getType());
            parts.add(part.getBeanClass());
            for (BeanPropertyDefinition property : part.findProperties()) {
                names.add(both.transform(property.getName()));
                property.findAliases().forEach(alias -> names.add(both.transform(alias.getSimpleName())));
            }
            open |= part.findAnySetterAccessor() != null
                    || annotations.findDeserializer(part.getClassInfo()) != null
                    || annotations.findDeserializer(member) != null;
            open |= addUnwrapped(part, config, both, names, parts);
        }
        return open;
    }

    @Override
    public SettableAnyProperty withValueDeserializer(JsonDeserializer<Object> deserializer) {
        return new AnyBesideUnwrapped(any.withValueDeserializer(deserializer), unwrapped);
    }

    @Override
    public void fixAccess(DeserializationConfig config) {
        any.fixAccess(config);
    }

    @Override
    public boolean isFieldType() {
        return any.isFieldType();
    }

    @Override
    public boolean isSetterType() {
        return any.isSetterType();
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return any.deserialize(parser, context);
    }

    @Override
    public boolean hasValueDeserializer() {
        return any.hasValueDeserializer();
    }

    @Override
    public void deserializeAndSet(JsonParser parser, DeserializationContext context, Object instance, String name)
            throws IOException {
        if (unwrapped.contains(name)) {
            parser.skipChildren();
        } else {
            any.deserializeAndSet(parser, context, instance, name);
        }
    }

    @Override
    protected void _set(Object instance, Object name, Object value) throws Exception {
        any.set(instance, name, value);
    }

    /**
     * Reports members of an object that neither it nor its unwrapped properties have, which Jackson leaves out
     * silently. See decision 0180.
     */
    private static final class Unknown extends SettableAnyProperty {
        private static final long serialVersionUID = 1L;
        private final Set<String> unwrapped;
        private final Set<Class<?>> parts;

        /** @param unwrapped the names of the properties of unwrapped properties */
        Unknown(JavaType object, Set<String> unwrapped, Set<Class<?>> parts) {
            super(new BeanProperty.Bogus(), null, object, null, null, null);
            this.unwrapped = unwrapped;
            this.parts = parts;
        }

        @Override
        public SettableAnyProperty withValueDeserializer(JsonDeserializer<Object> deserializer) {
            return this;
        }

        @Override
        public void fixAccess(DeserializationConfig config) {
            // There is no member to access.
        }

        @Override
        public boolean hasValueDeserializer() {
            return true;
        }

        /** Skips a member of an object that is not created yet. {@link #_set} reports it. */
        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            parser.skipChildren();
            return DecodeRun.of(context);
        }

        @Override
        public void deserializeAndSet(JsonParser parser, DeserializationContext context, Object instance, String name)
                throws IOException {
            parser.skipChildren();
            _set(instance, name, DecodeRun.of(context));
        }

        @Override
        protected void _set(Object instance, Object name, @Nullable Object run) {
            if (run != null && !unwrapped.contains(name) && !parts.contains(instance.getClass())) {
                ((DecodeRun) run).foundUnknown(instance, (String) name);
            }
        }
    }
}
