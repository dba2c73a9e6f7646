package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import io.sepia.document.ObjectKey;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.model.Ref;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares an object with the one that its document was read as, property by property in the way its serializers write
 * it. Collections are equal if they have equal elements and the same order of sorting; numbers in places declared as
 * {@code Object} or {@code Number} are equal if their decimal texts have one value. An instance serves one comparison.
 */
final class ValueComparison {
    private final ObjectMapper mapper;
    private final @Nullable String version;
    private final Map<Object, Object> visited = new IdentityHashMap<>();
    private final Map<JavaType, Set<String>> readProperties;

    /**
     * @param version the property of the root that is not part of its document, or null
     * @param readProperties a cache of the names of the properties that each class reads
     */
    ValueComparison(ObjectMapper mapper, @Nullable String version, Map<JavaType, Set<String>> readProperties) {
        this.mapper = mapper;
        this.version = version;
        this.readProperties = readProperties;
    }

    /** Returns what differs between two root objects, or null if they are equal. */
    @Nullable
    String root(Object saved, Object loaded) {
        return inBean(saved, loaded, "", version);
    }

    private @Nullable String compare(@Nullable Object saved, @Nullable Object loaded, JavaType declared, String path) {
        if (saved == loaded) {
            return null;
        }
        if (saved == null || loaded == null) {
            return differ(saved, loaded, declared, path);
        }
        if (saved instanceof Ref || StorageNames.isStored(saved.getClass())) {
            return null;
        }
        if (visited.put(saved, loaded) == loaded) {
            return null;
        }
        if (saved instanceof Number a && loaded instanceof Number b && isOpen(declared)) {
            return sameNumber(a, b) ? null : differ(saved, loaded, declared, path);
        }
        if (saved instanceof JsonNode a && loaded instanceof JsonNode b) {
            return a.equals(ValueComparison::sameLeaf, b) ? null : differ(saved, loaded, declared, path);
        }
        if (saved instanceof Map<?, ?> a && loaded instanceof Map<?, ?> b) {
            return inMap(a, b, declared, path);
        }
        if (saved instanceof Collection<?> a && loaded instanceof Collection<?> b) {
            return inCollection(a, b, declared, path);
        }
        if (saved.getClass() != loaded.getClass()) {
            // Implementations of one contract, such as Table.
            boolean equal = saved.getClass().getName().startsWith("com.google.common.") && saved.equals(loaded);
            return equal ? null : differ(saved, loaded, declared, path);
        }
        if (saved.getClass().isArray()) {
            return inArray(saved, loaded, declared, path);
        }
        if (saved instanceof Optional<?> a) {
            return compare(a.orElse(null), ((Optional<?>) loaded).orElse(null), content(declared), path);
        }
        if (saved instanceof AtomicReference<?> a) {
            return compare(a.get(), ((AtomicReference<?>) loaded).get(), content(declared), path);
        }
        if (PlatformValues.isPlatform(saved.getClass()) || saved instanceof Enum) {
            return PlatformValues.equal(saved, loaded) ? null : differ(saved, loaded, declared, path);
        }
        return inBean(saved, loaded, path, null);
    }

    private static boolean isEmptyOptional(@Nullable Object value) {
        return value instanceof Optional<?> a && a.isEmpty()
                || value instanceof OptionalInt b && b.isEmpty()
                || value instanceof OptionalLong c && c.isEmpty()
                || value instanceof OptionalDouble d && d.isEmpty();
    }

    private static boolean isOpen(JavaType declared) {
        return declared.getRawClass() == Object.class || declared.getRawClass() == Number.class;
    }

    private static boolean sameNumber(Number a, Number b) {
        if (a.equals(b)) {
            return true;
        }
        boolean decimals = PlatformValues.isPlatform(a.getClass())
                && !a.getClass().getName().contains("concurrent");
        return decimals && new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
    }

    private static int sameLeaf(JsonNode a, JsonNode b) {
        boolean numbers = a.isNumber() && b.isNumber();
        return numbers ? new BigDecimal(a.asText()).compareTo(new BigDecimal(b.asText())) : a.equals(b) ? 0 : 1;
    }

    private @Nullable String inMap(Map<?, ?> saved, Map<?, ?> loaded, JavaType declared, String path) {
        Comparator<?> order = saved instanceof SortedMap<?, ?> sorted ? sorted.comparator() : null;
        Comparator<?> orderThen = loaded instanceof SortedMap<?, ?> sorted ? sorted.comparator() : null;
        boolean defaults = saved instanceof Properties p
                && loaded instanceof Properties q
                && !p.stringPropertyNames().equals(q.stringPropertyNames());
        if (saved.size() != loaded.size()
                || defaults
                || saved instanceof IdentityHashMap && !saved.equals(loaded)
                || !Objects.equals(order, orderThen)
                || !sameContainer(saved, loaded, Map.class)) {
            return differ(saved, loaded, declared, path);
        }
        JavaType keys = declared.getKeyType() == null ? object() : declared.getKeyType();
        Iterator<? extends Map.Entry<?, ?>> others = loaded.entrySet().iterator();
        for (Map.Entry<?, ?> each : saved.entrySet()) {
            Map.Entry<?, ?> other = others.next();
            boolean held = loaded.containsKey(each.getKey()) && each.getKey() != null;
            String found = held ? null : compare(each.getKey(), other.getKey(), keys, path + ".key");
            Object value = held ? loaded.get(each.getKey()) : other.getValue();
            found = found == null ? compare(each.getValue(), value, content(declared), path + "[…]") : found;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String inCollection(Collection<?> saved, Collection<?> loaded, JavaType declared, String path) {
        Comparator<?> order = saved instanceof SortedSet<?> sorted ? sorted.comparator() : null;
        Comparator<?> orderThen = loaded instanceof SortedSet<?> sorted ? sorted.comparator() : null;
        Class<?> contract = saved instanceof List ? List.class : saved instanceof Set ? Set.class : saved.getClass();
        if (saved.size() != loaded.size()
                || !Objects.equals(order, orderThen)
                || !PlatformValues.sameOrder(saved, loaded)
                || !sameContainer(saved, loaded, contract)) {
            return differ(saved, loaded, declared, path);
        }
        // Sets may have their elements in another order.
        Map<Object, Object> byValue = new HashMap<>();
        if (saved instanceof Set && saved.equals(loaded)) {
            loaded.forEach(each -> byValue.put(each, each));
        }
        Iterator<?> others = loaded.iterator();
        for (Object each : saved) {
            Object next = others.next();
            Object other = byValue.getOrDefault(each, next);
            String found = compare(each, other, content(declared), path + "[]");
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Returns whether a container may be read as another class: both follow one contract and belong to libraries. */
    private static boolean sameContainer(Object saved, Object loaded, Class<?> contract) {
        Class<?> type = saved.getClass();
        if (type == loaded.getClass()) {
            return true;
        }
        boolean library = PlatformValues.isPlatform(type)
                || type.getName().startsWith("com.google.common.")
                || type.getName().startsWith("org.hibernate.");
        return library && !(saved instanceof IdentityHashMap) && contract.isInstance(loaded);
    }

    private @Nullable String inArray(Object saved, Object loaded, JavaType declared, String path) {
        if (saved.getClass().getComponentType().isPrimitive()) {
            return Objects.deepEquals(saved, loaded) ? null : differ(saved, loaded, declared, path);
        }
        int length = Array.getLength(saved);
        if (length != Array.getLength(loaded)) {
            return differ(saved, loaded, declared, path);
        }
        for (int i = 0; i < length; i++) {
            String found = compare(Array.get(saved, i), Array.get(loaded, i), content(declared), path + "[]");
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String inBean(Object saved, Object loaded, String path, @Nullable String except) {
        JavaType type = mapper.constructType(saved.getClass());
        if (!(serializer(saved.getClass()) instanceof BeanSerializerBase bean)) {
            boolean same = saved.equals(loaded)
                    || !PlatformValues.definesEquals(saved.getClass())
                            && text(saved).equals(text(loaded));
            return same ? null : differ(saved, loaded, type, path);
        }
        for (Iterator<PropertyWriter> each = bean.properties(); each.hasNext(); ) {
            // Values of methods are computed, so they belong to the object only if its class reads them.
            if (each.next() instanceof BeanPropertyWriter property
                    && !property.getName().equals(except)
                    && (property.getMember() instanceof AnnotatedField || isRead(type, property))) {
                String found;
                try {
                    String at = path.isEmpty() ? property.getName() : path + "." + property.getName();
                    // The writer of a map for members without a property has no access to its own field.
                    property.getMember().fixAccess(true);
                    Object was = property.getMember().getValue(saved);
                    Object is = property.getMember().getValue(loaded);
                    // A property without a value may be read as an empty one.
                    boolean same = was == null && (isEmptyOptional(is) || is instanceof NullNode)
                            || isRaw(property) && sameJson(was, is);
                    found = same ? null : compare(was, is, property.getType(), at);
                } catch (Exception e) {
                    throw new IllegalStateException("Property " + property.getName() + " of " + type, e);
                }
                if (found != null) {
                    return found;
                }
            }
        }
        boolean differs = PlatformValues.writesItself(saved.getClass()) && !saved.equals(loaded);
        return differs ? differ(saved, loaded, type, path) : null;
    }

    private boolean isRead(JavaType type, BeanPropertyWriter property) {
        return readProperties
                .computeIfAbsent(
                        type,
                        each -> mapper.getDeserializationConfig().introspect(each).findProperties().stream()
                                .filter(BeanPropertyDefinition::couldDeserialize)
                                .map(BeanPropertyDefinition::getName)
                                .collect(Collectors.toSet()))
                .contains(property.getName());
    }

    private static boolean isRaw(BeanPropertyWriter property) {
        JsonRawValue raw = property.getAnnotation(JsonRawValue.class);
        return raw != null && raw.value();
    }

    private boolean sameJson(@Nullable Object saved, @Nullable Object loaded) throws JsonProcessingException {
        return saved instanceof String a
                && loaded instanceof String b
                && mapper.readTree(a).equals(ValueComparison::sameLeaf, mapper.readTree(b));
    }

    private @Nullable JsonSerializer<?> serializer(Class<?> type) {
        try {
            JsonSerializer<?> found = mapper.getSerializerProviderInstance().findValueSerializer(type);
            while (found.getDelegatee() != null) {
                found = found.getDelegatee();
            }
            return found;
        } catch (JsonMappingException e) {
            throw JacksonErrors.writing("Class " + type.getName(), e);
        }
    }

    private String text(Object value) {
        try {
            EncodeRun run =
                    new EncodeRun(value, (target, place) -> new ObjectKey("any", "" + System.identityHashCode(target)));
            return mapper.writer().withAttribute(EncodeRun.class, run).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw JacksonErrors.writing("Class " + value.getClass().getName(), e);
        }
    }

    private JavaType content(JavaType declared) {
        return declared.getContentType() == null ? object() : declared.getContentType();
    }

    private JavaType object() {
        return mapper.constructType(Object.class);
    }

    private static String differ(@Nullable Object saved, @Nullable Object loaded, JavaType declared, String path) {
        String was = saved == null ? "null" : saved.getClass().getName();
        String is = loaded == null ? "null" : loaded.getClass().getName();
        return "property " + path + " is declared as " + declared.toCanonical() + " and holds a " + was
                + ", which comes back as "
                + (was.equals(is) ? "another value of that class" : is)
                + ". Declare the property with the class of its value, seal or register the types of the hierarchy,"
                + " or give the class a serializer and a deserializer that fit each other.";
    }
}
