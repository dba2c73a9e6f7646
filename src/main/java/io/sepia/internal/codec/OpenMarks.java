package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.WritableTypeId;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.jsontype.impl.AsPropertyTypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.impl.AsPropertyTypeSerializer;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.platform.Refusal;
import java.io.IOException;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Type marks of values in properties that are declared as {@code Object}. An embedded object has its mark in the member
 * {@code $type}; any other value is put into an object with the members {@code $type} and {@code $value}. JSON's own
 * values have no mark. A mark is looked up among the marks of this class only, and never passed to a class loader. See
 * decision 0241.
 */
final class OpenMarks {
    static final String VALUE = "$value";

    private static final List<Class<?>> PLATFORM = List.of(
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            OffsetTime.class,
            ZonedDateTime.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            Duration.class,
            Period.class,
            ZoneId.class,
            DayOfWeek.class,
            Month.class,
            Date.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class);

    private final Map<String, Class<?>> byMark = new HashMap<>();
    private final Map<Class<?>, String> marks = new HashMap<>();

    /**
     * Creates the marks.
     *
     * @param registered the classes that the application has registered
     * @throws MappingException if two classes have the same mark
     */
    OpenMarks(List<Class<?>> registered) {
        PLATFORM.forEach(each -> add(each, each.getSimpleName()));
        for (Class<?> each : registered) {
            if (!SealedTypes.isAbstract(each) && !StorageNames.isStored(each) || each.isEnum()) {
                SealedTypes.marks(each).map(NamedType::getName).forEach(mark -> add(each, mark));
            }
        }
    }

    private void add(Class<?> type, String mark) {
        Class<?> other = byMark.put(mark, type);
        if (other != null && other != type) {
            throw new MappingException(other.getName() + " and " + type.getName() + " would both have the type mark '"
                    + mark + "' in properties that are declared as Object. Give " + type.getName()
                    + " @JsonTypeName(\"another name\").");
        }
        marks.putIfAbsent(type, mark);
    }

    /** Returns the mark of a value, or null for JSON's own values and values of classes without a mark. */
    private @Nullable String markOf(Object value) {
        if (value instanceof Enum<?> constant) {
            return marks.get(constant.getDeclaringClass());
        }
        return marks.get(value instanceof ZoneId ? ZoneId.class : value.getClass());
    }

    /** Returns the resolver of the type {@code Object}. */
    StdTypeResolverBuilder resolver() {
        return new StdTypeResolverBuilder() {
            @Override
            public TypeSerializer buildTypeSerializer(
                    SerializationConfig config, JavaType baseType, Collection<NamedType> subtypes) {
                return new Writing();
            }

            @Override
            public TypeDeserializer buildTypeDeserializer(
                    DeserializationConfig config, JavaType baseType, Collection<NamedType> subtypes) {
                return new Reading(baseType);
            }
        };
    }

    private final class Writing extends AsPropertyTypeSerializer {
        Writing() {
            super(null, null, SealedTypes.TYPE_PROPERTY);
        }

        @Override
        public Writing forProperty(BeanProperty property) {
            return this;
        }

        @Override
        public WritableTypeId writeTypePrefix(JsonGenerator generator, WritableTypeId written) throws IOException {
            Object value = written.forValue;
            boolean writesMarks = !(generator instanceof GuardedGenerator guarded) || guarded.writesMarks();
            String mark = writesMarks ? markOf(value) : null;
            boolean object = written.valueShape == JsonToken.START_OBJECT;
            if (writesMarks && mark == null && value instanceof Map<?, ?> map && hasReservedKey(map)) {
                throw Refusal.of(
                        generator,
                        "a map in a property that is declared as Object has the key " + SealedTypes.TYPE_PROPERTY
                                + ", which marks types. Declare the property as a map, or use another key");
            }
            written.wrapperWritten = mark != null && !object;
            if (written.wrapperWritten) {
                generator.writeStartObject();
                generator.writeStringField(SealedTypes.TYPE_PROPERTY, mark);
                generator.writeFieldName(VALUE);
            }
            if (object) {
                generator.writeStartObject(value);
                if (mark != null) {
                    generator.writeStringField(SealedTypes.TYPE_PROPERTY, mark);
                }
            } else if (written.valueShape == JsonToken.START_ARRAY) {
                generator.writeStartArray(value);
            }
            return written;
        }

        private static boolean hasReservedKey(Map<?, ?> map) {
            return map.keySet().stream().anyMatch(SealedTypes.TYPE_PROPERTY::equals);
        }

        @Override
        public WritableTypeId writeTypeSuffix(JsonGenerator generator, WritableTypeId written) throws IOException {
            if (written.valueShape == JsonToken.START_OBJECT) {
                generator.writeEndObject();
            } else if (written.valueShape == JsonToken.START_ARRAY) {
                generator.writeEndArray();
            }
            if (written.wrapperWritten) {
                generator.writeEndObject();
            }
            return written;
        }
    }

    private final class Reading extends AsPropertyTypeDeserializer {
        private static final long serialVersionUID = 1L;

        Reading(JavaType object) {
            super(object, null, SealedTypes.TYPE_PROPERTY, false, null, JsonTypeInfo.As.PROPERTY, true);
        }

        @Override
        public TypeDeserializer forProperty(BeanProperty property) {
            return this;
        }

        @Override
        public Object deserializeTypedFromObject(JsonParser parser, DeserializationContext context) throws IOException {
            return read(parser, context);
        }

        @Override
        public Object deserializeTypedFromArray(JsonParser parser, DeserializationContext context) throws IOException {
            return read(parser, context);
        }

        @Override
        public Object deserializeTypedFromScalar(JsonParser parser, DeserializationContext context) throws IOException {
            return read(parser, context);
        }

        @Override
        public Object deserializeTypedFromAny(JsonParser parser, DeserializationContext context) throws IOException {
            return read(parser, context);
        }

        private Object read(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.isExpectedStartArrayToken()) {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser, context));
                }
                return list;
            }
            if (parser.isExpectedStartObjectToken()) {
                parser.nextToken();
            }
            if (!parser.hasToken(JsonToken.FIELD_NAME) && !parser.hasToken(JsonToken.END_OBJECT)) {
                return context.findNonContextualValueDeserializer(context.constructType(Object.class))
                        .deserialize(parser, context);
            }
            boolean isDocument = DecodeRun.of(context) != null;
            if (isDocument && SealedTypes.TYPE_PROPERTY.equals(parser.currentName())) {
                return marked(parser, context);
            }
            Map<String, Object> map = new LinkedHashMap<>();
            for (; parser.hasToken(JsonToken.FIELD_NAME); parser.nextToken()) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, read(parser, context));
            }
            return map;
        }

        /** Reads a value with a mark, whose name is the current token. */
        private Object marked(JsonParser parser, DeserializationContext context) throws IOException {
            Class<?> type = parser.nextToken() == JsonToken.VALUE_STRING ? byMark.get(parser.getText()) : null;
            if (type == null) {
                String mark = parser.hasToken(JsonToken.VALUE_STRING) ? parser.getText() : null;
                throw Refusal.of(
                        parser,
                        "the type mark " + JacksonErrors.typeMark(mark)
                                + "names no class that is known here. Register the class with the"
                                + " store's builder");
            }
            var reader = context.findContextualValueDeserializer(context.constructType(type), null);
            if (parser.nextToken() != JsonToken.FIELD_NAME || !VALUE.equals(parser.currentName())) {
                return reader.deserialize(parser, context);
            }
            parser.nextToken();
            Object value = parser.hasToken(JsonToken.VALUE_NULL) ? null : reader.deserialize(parser, context);
            if (value == null || parser.nextToken() != JsonToken.END_OBJECT) {
                throw Refusal.of(parser, "an object with a type mark and " + VALUE + " has other members");
            }
            return value;
        }
    }
}
