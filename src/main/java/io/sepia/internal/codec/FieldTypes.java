package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.util.NameTransformer;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.kotlin.Boxing;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.internal.condition.NearestFields;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonParts;
import io.sepia.model.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types that application classes declare for the values at paths in their documents. Thread-safe. Each class is
 * introspected only once, because Jackson takes longer to introspect a class than a database takes to run a query.
 */
final class FieldTypes {
    private static final int MOST_FORMER_PATHS = 8;

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
    record Properties(Map<String, DeclaredField> fields, Map<String, String> formerNames, boolean open) {
        /** Returns the property of this name, or one that once had it; null if there is none. */
        @Nullable
        DeclaredField field(String name) {
            DeclaredField found = fields.get(name);
            return found == null && formerNames.containsKey(name) ? fields.get(formerNames.get(name)) : found;
        }

        /** Returns whether documents never have a member of this name. */
        boolean lacks(String name) {
            return !open && field(name) == null;
        }
    }

    /**
     * The field at a path.
     *
     * @param field null if the classes do not declare it
     * @param path the path with the present name of each property
     * @param formerPaths the paths with former names
     */
    record Found(@Nullable DeclaredField field, FieldPath path, List<FieldPath> formerPaths) {}

    /**
     * Returns the declared type of the values at {@code path}, or null if the classes declare none.
     *
     * @param from the type of the value at which the path begins; null if it is unknown
     * @param root whether that value is a whole document rather than a value inside one
     * @throws InvalidQueryException if no document of the class can have a value there
     */
    @Nullable
    JavaType at(@Nullable JavaType from, FieldPath path, boolean root) {
        DeclaredField found =
                find(from == null ? null : DeclaredField.of(from), path, root).field();
        return found == null ? null : found.declared();
    }

    /** Does the same as {@link #at} for a field. */
    Found find(@Nullable DeclaredField from, FieldPath path, boolean root) {
        DeclaredField at = from;
        boolean isRoot = root;
        List<FieldPath.Step> present = new ArrayList<>();
        List<List<FieldPath.Step>> former = new ArrayList<>();
        for (FieldPath.Step each : path.steps()) {
            at = at == null ? null : step(at, each, path, isRoot);
            isRoot = false;
            DeclaredField named = at != null && at.property() != null && each instanceof FieldPath.Name ? at : null;
            FieldPath.Step now = named != null
                    ? new FieldPath.Name(
                            Objects.requireNonNull(named.property()).getName())
                    : each;
            List<FieldPath.Step> before = List.copyOf(present);
            former.forEach(steps -> steps.add(now));
            if (named != null && former.size() < MOST_FORMER_PATHS) {
                for (String name : named.formerNames()) {
                    List<FieldPath.Step> steps = new ArrayList<>(before);
                    steps.add(new FieldPath.Name(name));
                    former.add(steps);
                }
            }
            present.add(now);
        }
        return new Found(
                at, new FieldPath(present), former.stream().map(FieldPath::new).toList());
    }

    private @Nullable DeclaredField step(DeclaredField from, FieldPath.Step step, FieldPath path, boolean root) {
        JavaType type = from.type();
        Class<?> raw = type.getRawClass();
        if (!root && isReference(type)) {
            if (step instanceof FieldPath.Name name && name.text().equals(ReservedNames.REFERENCE)) {
                return null;
            }
            throw throughReference(type, path);
        }
        if (from.isCustom()) {
            return null;
        }
        if (type.isMapLikeType()) {
            return step instanceof FieldPath.Name ? from.content(step) : refuseIndex(type, path);
        }
        if (type.isArrayType() && raw != byte[].class || type.isCollectionLikeType()) {
            if (step instanceof FieldPath.Index) {
                return from.content(step);
            }
            throw new InvalidQueryException("Field " + path + " looks for a member of an array (" + describe(type)
                    + "). Name an element, such as [0], or use any or all.");
        }
        if (isUnknown(type)) {
            return inside(type);
        }
        if (!(step instanceof FieldPath.Name name)) {
            return refuseIndex(type, path);
        }
        Optional<JavaType> value = valueOf(type);
        if (value.isPresent()) {
            return step(DeclaredField.of(value.get()), step, path, false);
        }
        if (PlatformValues.isPlatform(raw) || raw.isEnum()) {
            throw new InvalidQueryException(
                    "Field " + path + " looks for a member of a " + raw.getSimpleName() + ", which has none.");
        }
        Properties known = properties(type);
        DeclaredField found = known.field(name.text());
        if (found != null) {
            return found;
        }
        if (known.open()) {
            return null;
        }
        throw NearestFields.unknown(
                "Class " + raw.getName() + " has no",
                name.text(),
                path,
                known.fields().keySet());
    }

    private static DeclaredField refuseIndex(JavaType type, FieldPath path) {
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

    /** Returns a value inside one of an unknown type, or null if nothing is known of it. */
    @Nullable
    DeclaredField inside(JavaType unknown) {
        return sealedTypes.inside(unknown);
    }

    /** Returns the type as which a class with a single value is written, or empty for other classes. */
    Optional<JavaType> valueOf(JavaType type) {
        return valueTypes.computeIfAbsent(type, this::valueType);
    }

    /** Returns whether values of this type carry the name of their class. */
    boolean isMarked(JavaType type) {
        return !sealedTypes.implementations(type.getRawClass()).isEmpty();
    }

    /** Returns whether values of this type are objects whose properties are known. */
    boolean hasProperties(JavaType type) {
        Class<?> raw = type.getRawClass();
        return !type.isContainerType()
                && !raw.isEnum()
                && !PlatformValues.isPlatform(raw)
                && !isUnknown(type)
                && valueOf(type).isEmpty();
    }

    /** Returns the properties in documents of this class, including those of its known implementations. */
    Properties properties(JavaType type) {
        return properties.computeIfAbsent(type, this::introspect);
    }

    /** Returns whether documents of objects of this class have a member of this name. */
    boolean isWritten(Class<?> type, String name) {
        return properties(mapper.constructType(type)).fields().containsKey(name);
    }

    /** Returns the names of the members of a document that no property of a class has. */
    List<String> unknownMembers(String content, JavaType type) {
        Properties known = properties(type);
        List<JsonParts.Part> members = JsonParts.members(content);
        return known.open() || members == null
                ? List.of()
                : members.stream()
                        .map(JsonParts.Part::name)
                        .filter(name -> known.field(name) == null)
                        .toList();
    }

    private Properties introspect(JavaType type) {
        Map<String, DeclaredField> fields = new TreeMap<>();
        Map<String, String> formerNames = new TreeMap<>();
        boolean open = add(type, null, fields, formerNames);
        Set<Class<?>> implementations = sealedTypes.implementations(type.getRawClass());
        for (Class<?> each : implementations) {
            open |= add(mapper.constructType(each), null, fields, formerNames);
        }
        if (!implementations.isEmpty()) {
            fields.put(SealedTypes.TYPE_PROPERTY, DeclaredField.of(mapper.constructType(String.class)));
        }
        return new Properties(fields, formerNames, open || implementations.isEmpty() && type.isAbstract());
    }

    /**
     * Adds the properties of a class.
     *
     * @param unwrapped renames them if they are written as properties of another class
     */
    private boolean add(
            JavaType type,
            @Nullable NameTransformer unwrapped,
            Map<String, DeclaredField> fields,
            Map<String, String> formerNames) {
        SerializationConfig config = mapper.getSerializationConfig();
        AnnotationIntrospector introspector = config.getAnnotationIntrospector();
        BeanDescription bean = config.introspect(type);
        boolean open = bean.findAnyGetter() != null || bean.getClassInfo().hasAnnotation(JsonTypeInfo.class);
        Map<String, BeanPropertyWriter> writers = writers(type, unwrapped);
        Map<String, List<String>> aliases = DeclaredIndexes.aliases(mapper, type);
        for (BeanPropertyDefinition each : bean.findProperties()) {
            AnnotatedMember accessor = each.getAccessor();
            if (accessor == null) {
                continue;
            }
            NameTransformer transformer = introspector.findUnwrappingNameTransformer(accessor);
            if (transformer != null) {
                open |= add(
                        accessor.getType(),
                        unwrapped == null ? transformer : NameTransformer.chainedTransformer(unwrapped, transformer),
                        fields,
                        formerNames);
                continue;
            }
            String name = unwrapped == null ? each.getName() : unwrapped.transform(each.getName());
            boolean custom = introspector.findSerializer(accessor) != null
                    || introspector.findSerializationConverter(accessor) != null
                    || hasShape(introspector.findFormat(accessor), accessor.getType());
            List<String> former = unwrapped == null ? aliases.getOrDefault(name, List.of()) : List.of();
            former.forEach(alias -> formerNames.putIfAbsent(alias, name));
            JavaType declared = Boxing.declared(writers.get(name))
                    .map(mapper::constructType)
                    .orElse(accessor.getType());
            fields.merge(name, DeclaredField.of(declared, writers.get(name), custom, former), this::either);
        }
        return open;
    }

    /** Returns the writers of the properties of a class. */
    private Map<String, BeanPropertyWriter> writers(JavaType type, @Nullable NameTransformer unwrapped) {
        Map<String, BeanPropertyWriter> writers = new HashMap<>();
        try {
            JsonSerializer<?> serializer =
                    mapper.getSerializerProviderInstance().findValueSerializer(type);
            while (!(serializer instanceof BeanSerializerBase) && serializer.getDelegatee() != null) {
                serializer = serializer.getDelegatee();
            }
            if (unwrapped != null) {
                serializer = serializer.unwrappingSerializer(unwrapped);
            }
            Iterator<PropertyWriter> properties = serializer.properties();
            while (properties.hasNext()) {
                if (properties.next() instanceof BeanPropertyWriter writer) {
                    writers.put(writer.getName(), writer);
                }
            }
        } catch (JsonMappingException e) {
            return Map.of(); // Saving an object of the class reports it.
        }
        return writers;
    }

    /** Returns whether an object is written as something else. */
    private static boolean hasShape(JsonFormat.@Nullable Value format, JavaType type) {
        return format != null
                && format.hasShape()
                && format.getShape() != JsonFormat.Shape.ANY
                && !(type.isContainerType()
                        && (format.getShape() == JsonFormat.Shape.STRING
                                || format.getShape().isNumeric()))
                && !isScalar(type.getRawClass())
                && !type.isEnumType();
    }

    private DeclaredField either(DeclaredField a, DeclaredField b) {
        return a.declared().equals(b.declared()) && !a.isCustom() && !b.isCustom()
                ? a
                : DeclaredField.of(mapper.constructType(Object.class), null, true, List.of());
    }

    private static InvalidQueryException throughReference(JavaType type, FieldPath path) {
        String target = StorageNames.of(target(type));
        return new InvalidQueryException("Field " + path + " leads through a reference to an object of class " + target
                + ", which is a document of its own. Query " + target
                + " first, then query this class with in(…) and the results.");
    }

    private static String describe(JavaType type) {
        return type.getRawClass().getSimpleName();
    }
}
