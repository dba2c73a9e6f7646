package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JacksonStdImpl;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.sepia.model.ObjectId;
import java.io.IOException;
import java.io.StringWriter;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a reader of Jackson until its property is known. Then it is replaced by that reader itself, or by one that
 * checks values, so it costs nothing for each value.
 */
@JacksonStdImpl
final class ReaderInContext extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;
    private static final Set<Class<?>> IDS =
            Set.of(String.class, UUID.class, long.class, Long.class, int.class, Integer.class);

    private final Class<?> type;
    private final transient ObjectMapper mapper;

    ReaderInContext(JsonDeserializer<?> reader, Class<?> type, ObjectMapper mapper) {
        super(reader);
        this.type = type;
        this.mapper = mapper;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
        return new ReaderInContext(reader, type, mapper);
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
            throws JsonMappingException {
        JsonDeserializer<?> reader =
                context.handleSecondaryContextualization(_delegatee, property, context.constructType(type));
        WrittenForm form = new WrittenForm(mapper, type, property);
        if (type == String.class && isRaw(property)) {
            return new OfRaw(reader);
        }
        // A reader of the application reads what its serializer writes.
        JsonDeserializer<?> checked = isOfApplication(reader) ? reader : checked(context, reader, form);
        return IDS.contains(type) && isId(context, property) ? new OfId(checked) : checked;
    }

    private JsonDeserializer<?> checked(DeserializationContext context, JsonDeserializer<?> reader, WrittenForm form) {
        BeanProperty property = form.property();
        if (WrittenForm.isTime(type)) {
            String text = form.text();
            return text == null
                    ? reader
                    : new CheckedReaders.OfTime(reader, type, isFormatted(context, property), text);
        } else if (WrittenForm.isNumber(type)) {
            JsonDeserializer<?> inRange = CheckedReaders.inRange(reader, type);
            if (form.isNumberOfTruth()) {
                return CheckedReaders.ofTruth(inRange);
            }
            return form.text() == null ? inRange : CheckedReaders.ofText(inRange, type);
        } else if (type.isEnum()) {
            return form.isOrdinal() ? CheckedReaders.ofOrdinal(reader, type) : reader;
        } else if (type == TimeZone.class) {
            return CheckedReaders.ofZone(reader);
        } else if (type.isArray() || type == OptionalDouble.class) {
            return CheckedReaders.inRange(reader, type);
        }
        return reader;
    }

    private boolean isFormatted(DeserializationContext context, @Nullable BeanProperty property) {
        return property != null
                && property.findPropertyFormat(context.getConfig(), type).hasPattern();
    }

    private static boolean isOfApplication(JsonDeserializer<?> reader) {
        String name = reader.getClass().getName();
        return !name.startsWith("com.fasterxml.jackson.") && !name.startsWith("io.sepia.internal.codec.");
    }

    private static boolean isRaw(BeanProperty property) {
        JsonRawValue raw = property == null ? null : property.getAnnotation(JsonRawValue.class);
        return raw != null && raw.value() && property.getType().hasRawClass(String.class);
    }

    private static boolean isId(DeserializationContext context, @Nullable BeanProperty property) {
        if (property == null || property.getAnnotation(ObjectId.class) != null) {
            return property != null;
        }
        return property.getName().equals("id")
                && (property.getMember() == null || !hasMarkedId(context, property.getMember()));
    }

    /** Returns whether the class of a property marks its id, so that a property 'id' is a value like others. */
    private static boolean hasMarkedId(DeserializationContext context, AnnotatedMember property) {
        return context
                .getConfig()
                .introspect(context.constructType(property.getDeclaringClass()))
                .findProperties()
                .stream()
                .map(BeanPropertyDefinition::getPrimaryMember)
                .anyMatch(each -> each != null && each.hasAnnotation(ObjectId.class));
    }

    /** Reads an id of the root object, which is taken from the object's key, whatever form it has in the content. */
    private static final class OfId extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        OfId(JsonDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new OfId(reader);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonToken token = parser.currentToken();
            boolean text = handledType() == String.class || handledType() == UUID.class;
            boolean other = token != (text ? JsonToken.VALUE_STRING : JsonToken.VALUE_NUMBER_INT);
            boolean root = parser.getParsingContext().getParent() != null
                    && parser.getParsingContext().getParent().inRoot();
            return other && root && token.isScalarValue()
                    ? getAbsentValue(context)
                    : super.deserialize(parser, context);
        }
    }

    /** Reads the JSON of a property that is written as it is. */
    private static final class OfRaw extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        OfRaw(JsonDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new OfRaw(reader);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            StringWriter text = new StringWriter();
            try (JsonGenerator copy =
                    context.getParser().getCodec().getFactory().createGenerator(text)) {
                int depth = 0;
                do {
                    JsonToken token = parser.currentToken();
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    if (token.isNumeric()) {
                        copy.writeNumber(parser.getText());
                    } else {
                        copy.copyCurrentEvent(parser);
                    }
                } while (depth > 0 && parser.nextToken() != null);
            }
            return text.toString();
        }
    }
}
