package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import io.sepia.model.Ref;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes single values as the property that contains them would be written, and reads such values. Thread-safe. */
record FieldWriter(ObjectMapper mapper, ReferenceSink references) {
    private static final String MEMBER = "value";
    /** What precedes the value unless the application's mapper indents. */
    private static final String OPENING = "{\"" + MEMBER + "\":";

    private static final String REFERENCE = "{\"" + ReservedNames.REFERENCE + "\"";

    /**
     * Writes {@code value} as the value of {@code field}; null if nothing is known of the field.
     *
     * @throws IOException if the value has no JSON form there
     */
    Value write(Object value, @Nullable DeclaredField field) throws IOException {
        try {
            return written(value, field);
        } catch (IllegalArgumentException | ClassCastException | ArrayStoreException e) {
            throw new IOException(
                    "The property cannot have a " + value.getClass().getName(), e);
        }
    }

    private Value written(Object value, @Nullable DeclaredField field) throws IOException {
        List<DeclaredField> around = new ArrayList<>();
        Object whole = field == null ? value : optional(field.declared(), value);
        DeclaredField at = field;
        while (at != null && at.container() != null) {
            around.add(at);
            DeclaredField container = at.container();
            whole = optional(
                    container.declared(),
                    holding(container.type(), java.util.Objects.requireNonNull(at.step()), whole));
            at = container;
        }
        return value(text(whole, at), around.size());
    }

    /** Writes a value as the only member of an object. */
    private String text(Object value, @Nullable DeclaredField field) throws IOException {
        DefaultSerializerProvider blueprint = (DefaultSerializerProvider) mapper.getSerializerProvider();
        EncodeRun run = new EncodeRun(new Object(), references);
        SerializerProvider provider = blueprint.createInstance(
                mapper.getSerializationConfig().withAttribute(EncodeRun.class, run), mapper.getSerializerFactory());
        return ObjectCodec.text(
                mapper,
                generator -> {
                    generator.writeStartObject();
                    generator.writeFieldName(MEMBER);
                    write(value, field, generator, provider);
                    generator.writeEndObject();
                },
                new PositionTrail(null));
    }

    /** Returns the value of the only member of an object, or what this value contains as its only element. */
    private Value value(String text, int depth) throws IOException {
        String written = depth == 0 && text.startsWith(OPENING)
                ? text.substring(OPENING.length(), text.length() - 1)
                : inner(text, depth);
        // The application's own data of this form is escaped.
        ReservedNames.Target target = written.startsWith(REFERENCE) ? target(written) : null;
        return target == null ? Value.ofJson(written) : new Value.Reference(target.className(), target.id());
    }

    private String inner(String text, int depth) throws IOException {
        try (JsonParser parser = mapper.createParser(text)) {
            parser.nextToken();
            for (int i = 0; i <= depth; i++) {
                if (parser.nextToken() == JsonToken.FIELD_NAME) {
                    parser.nextToken();
                }
            }
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            return text.substring(start, (int) parser.currentLocation().getCharOffset());
        }
    }

    private ReservedNames.@Nullable Target target(String reference) throws IOException {
        try (JsonParser parser = mapper.createParser(reference)) {
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();
            return ReservedNames.meaning(ReservedNames.REFERENCE, parser) instanceof ReservedNames.Target target
                            && parser.nextToken() == JsonToken.END_OBJECT
                    ? target
                    : null;
        }
    }

    private static void write(
            Object value, @Nullable DeclaredField field, JsonGenerator generator, SerializerProvider provider)
            throws IOException {
        BeanPropertyWriter property = field == null ? null : field.property();
        if (property != null) {
            write(value, property, generator, provider);
        } else if (field != null && !field.type().isJavaLangObject()) {
            JavaType specialized = provider.constructSpecializedType(field.declared(), value.getClass());
            TypeSerializer types = provider.findTypeSerializer(field.declared());
            write(value, provider.findValueSerializer(specialized, null), types, generator, provider);
        } else {
            TypeSerializer types = field == null ? null : provider.findTypeSerializer(field.type());
            write(value, provider.findValueSerializer(value.getClass(), null), types, generator, provider);
        }
    }

    /** Does what {@link BeanPropertyWriter#serializeAsField} does for the value of a bean. */
    private static void write(
            Object value, BeanPropertyWriter property, JsonGenerator generator, SerializerProvider provider)
            throws IOException {
        JsonSerializer<Object> serializer = property.getSerializer();
        if (serializer == null) {
            JavaType base =
                    property.getSerializationType() == null ? property.getType() : property.getSerializationType();
            JavaType actual = base.isContainerType() || base.containedTypeCount() > 0
                    ? provider.constructSpecializedType(base, value.getClass())
                    : provider.constructType(value.getClass());
            serializer = provider.findPrimaryPropertySerializer(actual, property);
        }
        write(value, serializer, property.getTypeSerializer(), generator, provider);
    }

    private static void write(
            Object value,
            JsonSerializer<Object> serializer,
            @Nullable TypeSerializer types,
            JsonGenerator generator,
            SerializerProvider provider)
            throws IOException {
        if (types == null) {
            serializer.serialize(value, generator, provider);
        } else {
            serializer.serializeWithType(value, generator, provider, types);
        }
    }

    /** Returns {@code value} in the {@code Optional} that {@code declared} requires, if any. */
    private static Object optional(JavaType declared, Object value) {
        Class<?> raw = declared.getRawClass();
        if (raw == Optional.class) {
            return Optional.of(declared.getContentType() == null ? value : optional(declared.getContentType(), value));
        }
        if (raw == AtomicReference.class) {
            return new AtomicReference<>(
                    declared.getContentType() == null ? value : optional(declared.getContentType(), value));
        }
        if (raw == OptionalInt.class && value instanceof Number number) {
            return OptionalInt.of(number.intValue());
        }
        if (raw == OptionalLong.class && value instanceof Number number) {
            return OptionalLong.of(number.longValue());
        }
        return raw == OptionalDouble.class && value instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : value;
    }

    /** Returns the elements, with a {@code Ref} in place of each stored object if the field contains {@code Ref}s. */
    Object withReferences(Collection<?> elements, DeclaredField field) {
        JavaType content = field.type().getContentType();
        if (content == null || content.getRawClass() != Ref.class) {
            return elements;
        }
        List<Object> references = new ArrayList<>();
        elements.forEach(
                each -> references.add(each != null && StorageNames.isStored(each.getClass()) ? Ref.of(each) : each));
        return elements instanceof Set ? new LinkedHashSet<>(references) : references;
    }

    /** Returns whether a value, and everything that it contains, is of the class that is declared for it. */
    static boolean fits(@Nullable Object value, JavaType declared) {
        Object held = value instanceof Optional<?> optional
                ? optional.orElse(null)
                : value instanceof AtomicReference<?> reference ? reference.get() : value;
        if (held == null
                || held instanceof OptionalInt
                || held instanceof OptionalLong
                || held instanceof OptionalDouble) {
            return true;
        }
        JavaType type = FieldTypes.content(declared);
        if (!FieldForms.boxed(type.getRawClass()).isInstance(held)) {
            return false;
        }
        JavaType content = type.getContentType();
        Collection<?> elements = held instanceof Map<?, ?> map
                ? map.values()
                : held instanceof Object[] array
                        ? Arrays.asList(array)
                        : held instanceof Collection<?> collection ? collection : List.of();
        return content == null || elements.stream().allMatch(each -> fits(each, content));
    }

    private Object holding(JavaType container, FieldPath.Step step, Object value) throws IOException {
        if (container.isMapLikeType()) {
            return mapOf(container, ((FieldPath.Name) step).text(), value);
        }
        return holding(container, List.of(value));
    }

    /** Returns a container of this type with these elements. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Object holding(JavaType container, Collection<?> elements) throws IOException {
        Class<?> raw = container.getRawClass();
        if (container.isArrayType()) {
            Object array = Array.newInstance(container.getContentType().getRawClass(), elements.size());
            int i = 0;
            for (Object each : elements) {
                Array.set(array, i++, each);
            }
            return array;
        }
        Collection<Object> collection;
        if (raw.isAssignableFrom(ArrayList.class)) {
            collection = new ArrayList<>();
        } else if (raw.isAssignableFrom(LinkedHashSet.class)) {
            collection = new LinkedHashSet<>();
        } else if (raw.isAssignableFrom(TreeSet.class) && elements.size() == 1) {
            collection = new TreeSet<>((a, b) -> 0);
        } else if (raw.isAssignableFrom(ArrayDeque.class)) {
            collection = new ArrayDeque<>();
        } else if (EnumSet.class.isAssignableFrom(raw)) {
            collection = EnumSet.noneOf((Class) container.getContentType().getRawClass());
        } else {
            collection = mapper.readerFor(container).readValue("[]");
        }
        collection.addAll(elements);
        return collection;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object mapOf(JavaType type, String name, Object value) throws IOException {
        Class<?> raw = type.getRawClass();
        Object key = name;
        if (!type.getKeyType().hasRawClass(String.class) && !type.getKeyType().isJavaLangObject()) {
            DeserializationContext context = context(null);
            KeyDeserializer keys = context.findKeyDeserializer(type.getKeyType(), null);
            key = keys.deserializeKey(name, context);
        }
        Map<Object, Object> map;
        if (raw.isAssignableFrom(LinkedHashMap.class)) {
            map = new LinkedHashMap<>();
        } else if (raw.isAssignableFrom(TreeMap.class)) {
            map = new TreeMap<>((a, b) -> 0);
        } else if (raw == EnumMap.class) {
            map = new EnumMap(type.getKeyType().getRawClass());
        } else {
            map = mapper.readerFor(type).readValue("{}");
        }
        map.put(key, value);
        return map;
    }

    private DeserializationContext context(@Nullable JsonParser parser) {
        DefaultDeserializationContext blueprint = (DefaultDeserializationContext) mapper.getDeserializationContext();
        return parser == null
                ? blueprint.createDummyInstance(mapper.getDeserializationConfig())
                : blueprint.createInstance(mapper.getDeserializationConfig(), parser, mapper.getInjectableValues());
    }

    /**
     * Reads a stored value of a field that holds a single value.
     *
     * @throws IOException if it is not such a value
     */
    @Nullable
    Object read(Value stored, DeclaredField field) throws IOException {
        try (JsonParser parser = mapper.getFactory().createParser(JsonWriter.write(stored))) {
            parser.nextToken();
            DeserializationContext context = context(parser);
            JsonDeserializer<Object> deserializer =
                    context.findContextualValueDeserializer(field.type(), field.outermost());
            return deserializer.deserialize(parser, context);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new IOException("The value cannot be read", e);
        }
    }
}
