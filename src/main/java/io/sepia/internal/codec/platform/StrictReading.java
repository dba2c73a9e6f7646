package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.NullValueProvider;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses stored values of another JSON type or range than their property is written with: Jackson would convert them
 * silently. What a property is written with is found by writing a sample through its serializer. See decision 0152.
 */
public final class StrictReading {
    private static final List<Class<?>> PRIMITIVE_ARRAYS = List.of(
            boolean[].class, byte[].class, short[].class, int[].class, long[].class, float[].class, double[].class);

    private final ObjectMapper mapper;

    /** Creates the rules for a mapper, which must be the store's own or a copy, and configures it. */
    public StrictReading(ObjectMapper mapper) {
        this.mapper = mapper;
        mapper.coercionConfigDefaults()
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                .setAcceptBlankAsEmpty(false);
        refuse(LogicalType.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.String);
        refuse(LogicalType.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);
        refuse(LogicalType.Float, CoercionInputShape.Boolean);
        if (!mapper.getFactory().isEnabled(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS.mappedFeature())) {
            refuse(LogicalType.Integer, CoercionInputShape.String);
            refuse(LogicalType.Float, CoercionInputShape.String);
        }
        refuse(LogicalType.Textual, CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);
        mapper.coercionConfigFor(Character.class).setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        mapper.coercionConfigFor(char.class).setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        for (Class<?> each : List.of(URI.class, Locale.class, StringBuilder.class, StringBuffer.class)) {
            mapper.coercionConfigFor(each).setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert);
        }
        for (Class<?> each : PRIMITIVE_ARRAYS) {
            mapper.configOverride(each).setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
        }
        mapper.configure(
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                !mapper.isEnabled(SerializationFeature.WRITE_ENUMS_USING_INDEX));
    }

    private void refuse(LogicalType type, CoercionInputShape... shapes) {
        var config = mapper.coercionConfigFor(type).setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        for (CoercionInputShape each : shapes) {
            config.setCoercion(each, CoercionAction.Fail);
        }
    }

    /** Makes the properties of primitive types refuse null. They keep their defaults where a document lacks them. */
    public void refuseNulls(BeanDeserializerBuilder builder, DeserializationConfig config) {
        List<SettableBeanProperty> primitives = new ArrayList<>();
        builder.getProperties().forEachRemaining(each -> {
            // A deserializer that the application names for the property may have a meaning for null.
            if (each.getType().isPrimitive()
                    && !each.hasValueDeserializer()
                    && each.getMetadata().getValueNulls() == null) {
                primitives.add(each);
            }
        });
        SettableBeanProperty[] arguments = builder.getValueInstantiator() == null
                        || !builder.getValueInstantiator().canCreateFromObjectWith()
                ? new SettableBeanProperty[0]
                : builder.getValueInstantiator().getFromObjectArguments(config);
        for (SettableBeanProperty each : primitives) {
            SettableBeanProperty refusing =
                    each.withNullProvider(new NoNull(each.getType().getRawClass()));
            builder.addOrReplaceProperty(refusing, true);
            // Jackson takes a property for an argument only if both are the same instance.
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] == each) {
                    arguments[i] = refusing;
                }
            }
        }
    }

    private record NoNull(Class<?> type) implements NullValueProvider {
        @Override
        public Object getNullValue(DeserializationContext context) throws JsonMappingException {
            throw Refusal.of(context.getParser(), FoundValue.mismatch(type, JsonToken.VALUE_NULL, false));
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null; // The default of the type is used.
        }

        @Override
        public AccessPattern getNullAccessPattern() {
            return AccessPattern.DYNAMIC;
        }
    }

    /** Returns the readers of keys that are refused out of their range. */
    public static Map<Class<?>, KeyDeserializer> keys() {
        return Map.of(
                Byte.class, new Key(Byte::valueOf),
                Double.class, new Key(text -> inRange(text, Double.valueOf(text))),
                Float.class, new Key(text -> inRange(text, Float.valueOf(text))));
    }

    private static Number inRange(String text, Number key) {
        if (Double.isInfinite(key.doubleValue()) && !text.endsWith("Infinity")) {
            throw new NumberFormatException();
        }
        return key;
    }

    private static final class Key extends KeyDeserializer {
        private final Function<String, Number> parser;

        Key(Function<String, Number> parser) {
            this.parser = parser;
        }

        @Override
        public Object deserializeKey(String text, DeserializationContext context) throws IOException {
            try {
                return parser.apply(text);
            } catch (NumberFormatException e) {
                throw Refusal.of(context.getParser(), "expected the text of a number as a key, found another text");
            }
        }
    }

    /** Returns the reader to use in place of {@code reader}, which reads values of class {@code type}. */
    public JsonDeserializer<?> of(Class<?> type, JsonDeserializer<?> reader) {
        if (WrittenForm.isKnown(type)) {
            return new ReaderInContext(reader, type, mapper);
        }
        boolean ofTexts = reader instanceof FromStringDeserializer
                && reader.getClass().getName().startsWith("com.fasterxml.jackson.databind.");
        return ofTexts ? CheckedReaders.ofTextOnly(reader, type) : reader;
    }
}
