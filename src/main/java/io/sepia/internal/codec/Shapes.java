package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
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
        if (type.isContainerType() || type.isReferenceType()) {
            return new Shape.Elements(of(type.getContentType()));
        }
        if (StorageNames.isStored(raw) || StorageNames.isPlatform(raw) || raw.isEnum()) {
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
        boolean open = description.findAnySetterAccessor() != null
                || description.findProperties().stream().anyMatch(each -> isUnwrapped(config, each));
        return new Shape.Bean(new Properties(type), open ? Shape.ANYTHING : Shape.IGNORED, type.getRawClass());
    }

    private static boolean isUnwrapped(DeserializationConfig config, BeanPropertyDefinition property) {
        AnnotatedMember member = property.getPrimaryMember();
        return member != null && config.getAnnotationIntrospector().findUnwrappingNameTransformer(member) != null;
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
                Shape shape = of(each.getPrimaryType());
                into.putIfAbsent(each.getName(), shape);
                each.findAliases().forEach(alias -> into.putIfAbsent(alias.getSimpleName(), shape));
            }
        }
    }
}
