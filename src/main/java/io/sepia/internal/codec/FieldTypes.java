package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import io.sepia.model.Ref;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types that application classes declare for the values at paths in their documents. Thread-safe. Each class is
 * introspected only once, because Jackson takes longer to introspect a class than a database takes to run a query.
 */
final class FieldTypes {
    private static final int NAMED_IN_MESSAGE = 12;

    private final ObjectMapper mapper;
    private final SealedTypes sealedTypes;
    private final Map<JavaType, Boolean> ownSerializers = new ConcurrentHashMap<>();
    private final Map<JavaType, Optional<JavaType>> valueTypes = new ConcurrentHashMap<>();
    private final Map<JavaType, Properties> properties = new ConcurrentHashMap<>();

    FieldTypes(ObjectMapper mapper, SealedTypes sealedTypes) {
        this.mapper = mapper;
        this.sealedTypes = sealedTypes;
    }

    /**
     * The properties of a class by name. A null type says nothing about the values; {@code open} allows further names.
     */
    record Properties(Map<String, @Nullable JavaType> types, boolean open) {}

    /**
     * Returns the declared type of the values at {@code path}, or null if the classes declare none.
     *
     * @param from the type of the value at which the path begins; null if it is unknown
     * @param root whether that value is a whole document rather than a value inside one
     * @throws InvalidQueryException if no document of the class can have a value there
     */
    @Nullable
    JavaType at(@Nullable JavaType from, FieldPath path, boolean root) {
        JavaType at = from;
        boolean isRoot = root;
        for (FieldPath.Step step : path.steps()) {
            at = at == null ? null : step(at, step, path, isRoot);
            isRoot = false;
        }
        return at;
    }

    private @Nullable JavaType step(JavaType declared, FieldPath.Step step, FieldPath path, boolean root) {
        JavaType type = content(declared);
        Class<?> raw = type.getRawClass();
        if (!root && isReference(type)) {
            if (step instanceof FieldPath.Name name && name.text().equals(ReservedNames.REFERENCE)) {
                return null;
            }
            throw throughReference(type, path);
        }
        if (type.isMapLikeType()) {
            return step instanceof FieldPath.Name ? type.getContentType() : refuseIndex(type, path);
        }
        if (type.isArrayType() && raw != byte[].class || type.isCollectionLikeType()) {
            if (step instanceof FieldPath.Index) {
                return type.getContentType();
            }
            throw new InvalidQueryException("Field " + path + " looks for a member of an array (" + describe(type)
                    + "). Name an element, such as [0], or use any or all.");
        }
        if (isUnknown(type)) {
            return null;
        }
        if (!(step instanceof FieldPath.Name name)) {
            return refuseIndex(type, path);
        }
        Optional<JavaType> value = valueTypes.computeIfAbsent(type, this::valueType);
        if (value.isPresent()) {
            return step(value.get(), step, path, false);
        }
        if (StorageNames.isPlatform(raw) || raw.isEnum()) {
            throw new InvalidQueryException(
                    "Field " + path + " looks for a member of a " + raw.getSimpleName() + ", which has none.");
        }
        Properties known = properties(type);
        if (known.types().containsKey(name.text())) {
            return known.types().get(name.text());
        }
        if (known.open()) {
            return null;
        }
        throw unknown(type, name.text(), path, known.types().keySet());
    }

    private static JavaType refuseIndex(JavaType type, FieldPath path) {
        throw new InvalidQueryException(
                "Field " + path + " looks for an element of a " + describe(type) + ", which is not an array.");
    }

    /** Returns the type inside {@code Optional} and similar wrappers, which leave no trace in the document. */
    static JavaType content(JavaType type) {
        return type.isReferenceType() && type.getRawClass() != Ref.class && type.getContentType() != null
                ? content(type.getContentType())
                : type;
    }

    /** Returns whether values of this type are written as references when they are not the root of a document. */
    static boolean isReference(JavaType type) {
        return type.getRawClass() == Ref.class || StorageNames.isStored(type.getRawClass());
    }

    /** Returns the class that references of this type lead to. */
    static Class<?> target(JavaType type) {
        if (type.getRawClass() != Ref.class) {
            return type.getRawClass();
        }
        JavaType[] targets = type.findTypeParameters(Ref.class);
        return targets.length == 1 ? targets[0].getRawClass() : Object.class;
    }

    /** Returns whether the type says nothing about the JSON of its values. */
    boolean isUnknown(JavaType type) {
        Class<?> raw = type.getRawClass();
        return raw == Object.class
                || JsonNode.class.isAssignableFrom(raw)
                || raw.getName().startsWith("java.") && !isScalar(raw)
                || ownSerializers.computeIfAbsent(type, this::hasOwnSerializer);
    }

    static boolean isScalar(Class<?> raw) {
        return raw.isPrimitive()
                || Number.class.isAssignableFrom(raw)
                || CharSequence.class.isAssignableFrom(raw)
                || raw == Boolean.class
                || raw == Character.class
                || raw == java.util.UUID.class
                || raw == java.util.Date.class
                || raw == byte[].class
                || java.time.temporal.Temporal.class.isAssignableFrom(raw);
    }

    private boolean hasOwnSerializer(JavaType type) {
        SerializationConfig config = mapper.getSerializationConfig();
        AnnotationIntrospector introspector = config.getAnnotationIntrospector();
        BeanDescription bean = config.introspect(type);
        return introspector.findSerializer(bean.getClassInfo()) != null
                || introspector.findSerializationConverter(bean.getClassInfo()) != null;
    }

    /** Returns the type that a class with a {@code @JsonValue} is written as, or empty. */
    private Optional<JavaType> valueType(JavaType type) {
        AnnotatedMember value = mapper.getSerializationConfig().introspect(type).findJsonValueAccessor();
        return Optional.ofNullable(value).map(AnnotatedMember::getType);
    }

    /** Returns the properties in documents of this class, including those of its known implementations. */
    Properties properties(JavaType type) {
        return properties.computeIfAbsent(type, this::introspect);
    }

    private Properties introspect(JavaType type) {
        Map<String, @Nullable JavaType> types = new TreeMap<>();
        boolean open = add(type, types);
        Set<Class<?>> implementations = sealedTypes.implementations(type.getRawClass());
        for (Class<?> each : implementations) {
            open |= add(mapper.constructType(each), types);
        }
        if (!implementations.isEmpty()) {
            types.put(SealedTypes.TYPE_PROPERTY, mapper.constructType(String.class));
        }
        return new Properties(types, open || implementations.isEmpty() && type.isAbstract());
    }

    private boolean add(JavaType type, Map<String, @Nullable JavaType> types) {
        SerializationConfig config = mapper.getSerializationConfig();
        AnnotationIntrospector introspector = config.getAnnotationIntrospector();
        BeanDescription bean = config.introspect(type);
        boolean open = bean.findAnyGetter() != null || bean.getClassInfo().hasAnnotation(JsonTypeInfo.class);
        for (BeanPropertyDefinition each : bean.findProperties()) {
            AnnotatedMember accessor = each.getAccessor();
            if (accessor == null) {
                continue;
            }
            if (introspector.findUnwrappingNameTransformer(accessor) != null) {
                open = true;
                continue;
            }
            boolean own = introspector.findSerializer(accessor) != null
                    || introspector.findSerializationConverter(accessor) != null
                    || isFormatted(introspector.findFormat(accessor));
            types.merge(each.getName(), own ? mapper.constructType(Object.class) : accessor.getType(), this::either);
        }
        return open;
    }

    private static boolean isFormatted(JsonFormat.@Nullable Value format) {
        return format != null
                && (format.hasShape() && format.getShape() != JsonFormat.Shape.ANY || format.hasPattern());
    }

    private JavaType either(JavaType a, JavaType b) {
        return a.equals(b) ? a : mapper.constructType(Object.class);
    }

    private static InvalidQueryException throughReference(JavaType type, FieldPath path) {
        String target = StorageNames.of(target(type));
        return new InvalidQueryException("Field " + path + " leads through a reference to an object of class " + target
                + ", which is a document of its own. Query " + target
                + " first, then query this class with in(…) and the results.");
    }

    static InvalidQueryException unknown(JavaType type, String name, FieldPath path, Set<String> known) {
        List<String> nearest = known.stream()
                .sorted(Comparator.comparingInt((String each) -> distance(each, name)))
                .limit(3)
                .toList();
        List<String> all = List.copyOf(new TreeSet<>(known));
        String listed = String.join(", ", all.subList(0, Math.min(NAMED_IN_MESSAGE, all.size())))
                + (all.size() > NAMED_IN_MESSAGE ? ", …" : "");
        return new InvalidQueryException("Class " + type.getRawClass().getName() + " has no property '" + name
                + "' (field " + path + "). Nearest are " + String.join(", ", nearest) + "; it has " + listed + ".");
    }

    /** Returns the edit distance, ignoring case: the number of insertions, deletions and replacements of characters. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal
                        + (Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static String describe(JavaType type) {
        return type.getRawClass().getSimpleName();
    }
}
