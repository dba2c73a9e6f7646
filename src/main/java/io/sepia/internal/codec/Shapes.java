package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializer;
import com.fasterxml.jackson.databind.deser.BuilderBasedDeserializer;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.model.Ref;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Computes the {@link Shape} of classes from the properties that they read. */
final class Shapes {
    private final ObjectMapper mapper;
    private final SealedTypes sealedTypes;
    private final Map<JavaType, Shape> roots = new ConcurrentHashMap<>();

    Shapes(ObjectMapper mapper, SealedTypes sealedTypes) {
        this.mapper = mapper;
        this.sealedTypes = sealedTypes;
    }

    /** Returns the shape of a whole document of {@code type}. */
    Shape ofRoot(JavaType type) {
        Shape known = roots.get(type);
        if (known == null) {
            known = bean(type);
            roots.put(type, known);
        }
        return known;
    }

    private Shape of(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw == Ref.class) {
            return new Shape.Lazy(FieldTypes.target(type));
        }
        if (JsonNode.class.isAssignableFrom(raw)) {
            return Shape.IGNORED;
        }
        if (type.isReferenceType()) {
            return of(type.getContentType()); // An Optional is written as what it holds.
        }
        if (type.isContainerType()) {
            return new Shape.Elements(of(type.getContentType()));
        }
        if (StorageNames.isStored(raw)) {
            return new Shape.Whole(type, this);
        }
        if (PlatformValues.isPlatform(raw) || raw.isEnum()) {
            return new Shape.Anything(raw);
        }
        return bean(type);
    }

    private Shape bean(JavaType type) {
        DeserializationConfig config = mapper.getDeserializationConfig();
        BeanDescription description = config.introspect(type);
        AnnotatedMember value = description.findJsonValueAccessor();
        if (value != null) {
            return of(value.getType());
        }
        boolean ofStore = !sealedTypes.implementations(type.getRawClass()).isEmpty()
                && !description.getClassInfo().hasAnnotation(JsonTypeInfo.class);
        if (!ofStore && !readsItsProperties(type)) {
            return new Shape.Bean(Map::of, Shape.ANYTHING, type.getRawClass());
        }
        boolean open = description.findAnySetterAccessor() != null
                || description.findProperties().stream().anyMatch(each -> isUnwrapped(config, each));
        return new Shape.Bean(new Properties(type), open ? Shape.ANYTHING : Shape.IGNORED, type.getRawClass());
    }

    /**
     * Returns whether the deserializer of a class reads a JSON object with the properties of the class. Nothing is
     * known about the JSON that other deserializers read: those of the application, and those that choose a class.
     */
    private boolean readsItsProperties(JavaType type) {
        DefaultDeserializationContext blueprint = (DefaultDeserializationContext) mapper.getDeserializationContext();
        try {
            JsonDeserializer<?> found = blueprint
                    .createDummyInstance(mapper.getDeserializationConfig())
                    .findRootValueDeserializer(type);
            while (found instanceof ReferenceDeserializer wrapper) {
                found = wrapper.getDelegatee();
            }
            return found instanceof BeanDeserializer && found.handledType() == type.getRawClass()
                    || found instanceof BuilderBasedDeserializer;
        } catch (JsonMappingException e) {
            return false; // It cannot be read at all.
        }
    }

    /** Returns the shape of a property, which annotations of the property may change. */
    private Shape of(BeanPropertyDefinition property) {
        DeserializationConfig config = mapper.getDeserializationConfig();
        AnnotationIntrospector introspector = config.getAnnotationIntrospector();
        AnnotatedMember member = property.getPrimaryMember();
        JavaType declared = property.getPrimaryType();
        if (member == null) {
            return of(declared);
        }
        JavaType type;
        try {
            type = introspector.refineDeserializationType(config, member, declared);
        } catch (JsonMappingException e) {
            return Shape.ANYTHING; // It cannot be read at all.
        }
        boolean own = introspector.findDeserializer(member) != null
                || introspector.findContentDeserializer(member) != null
                || introspector.findDeserializationConverter(member) != null
                || introspector.findDeserializationContentConverter(member) != null
                || introspector.findPropertyTypeResolver(config, member, type) != null
                || isArray(introspector.findFormat(member))
                || type.isContainerType() && introspector.findPropertyContentTypeResolver(config, member, type) != null;
        return own && type.getRawClass() != Ref.class ? Shape.ANYTHING : of(type);
    }

    private static boolean isUnwrapped(DeserializationConfig config, BeanPropertyDefinition property) {
        AnnotatedMember member = property.getPrimaryMember();
        return member != null && config.getAnnotationIntrospector().findUnwrappingNameTransformer(member) != null;
    }

    private static boolean isArray(JsonFormat.@Nullable Value format) {
        return format != null && format.getShape() == JsonFormat.Shape.ARRAY;
    }

    private static Shape either(Shape a, Shape b) {
        return a.equals(b) ? a : Shape.ANYTHING;
    }

    /** The properties of a class and of its known implementations, computed once. */
    private final class Properties implements Supplier<Map<String, Shape>> {
        private final JavaType type;
        private volatile @Nullable Map<String, Shape> shapes;

        Properties(JavaType type) {
            this.type = type;
        }

        @Override
        public Map<String, Shape> get() {
            Map<String, Shape> known = shapes;
            if (known == null) {
                known = new HashMap<>();
                add(type, known);
                for (Class<?> each : sealedTypes.implementations(type.getRawClass())) {
                    add(mapper.constructType(each), known);
                }
                shapes = known;
            }
            return known;
        }

        private void add(JavaType from, Map<String, Shape> into) {
            DeserializationConfig config = mapper.getDeserializationConfig();
            for (BeanPropertyDefinition each : config.introspect(from).findProperties()) {
                Shape shape = of(each);
                // Implementations may have different properties of one name.
                into.merge(each.getName(), shape, Shapes::either);
                each.findAliases().forEach(alias -> into.merge(alias.getSimpleName(), shape, Shapes::either));
            }
        }
    }
}
