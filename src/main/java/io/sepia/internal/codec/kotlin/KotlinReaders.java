package io.sepia.internal.codec.kotlin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import io.sepia.internal.codec.platform.Refusal;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Readers of values that Jackson's module for Kotlin reads in another way than the store needs. */
public final class KotlinReaders {
    private static final Map<String, String> UNSIGNED = Map.of(
            "kotlin.UByte", "255",
            "kotlin.UShort", "65535",
            "kotlin.UInt", "4294967295",
            "kotlin.ULong", "18446744073709551615");

    private KotlinReaders() {}

    /**
     * Returns the reader to use in place of {@code reader}.
     *
     * @param strict whether numbers are refused that would be rounded
     */
    public static JsonDeserializer<?> of(Class<?> type, JsonDeserializer<?> reader, boolean strict) {
        Object instance = KotlinClasses.instance(type);
        if (instance != null) {
            return new OfObject(instance);
        }
        return strict && UNSIGNED.containsKey(type.getName()) ? new OfUnsigned(type, reader) : reader;
    }

    /** Reads a Kotlin {@code object}, of which there is one instance. */
    private static final class OfObject extends StdScalarDeserializer<Object> {
        private static final long serialVersionUID = 1L;
        private final transient Object instance;

        OfObject(Object instance) {
            super(instance.getClass());
            this.instance = instance;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.START_OBJECT)
                    && !parser.hasToken(JsonToken.FIELD_NAME)
                    && !parser.hasToken(JsonToken.END_OBJECT)) {
                return context.handleUnexpectedToken(instance.getClass(), parser);
            }
            parser.skipChildren();
            // The mark of a class has been read, so that the object begins with its next member.
            while (parser.hasToken(JsonToken.FIELD_NAME)) {
                parser.nextToken();
                parser.skipChildren();
                parser.nextToken();
            }
            return instance;
        }

        @Override
        public Object deserializeWithType(JsonParser parser, DeserializationContext context, TypeDeserializer types)
                throws IOException {
            return types.deserializeTypedFromObject(parser, context);
        }
    }

    /** Refuses what is not a whole number of the range of its type. */
    private static final class OfUnsigned extends StdScalarDeserializer<Object> {
        private static final long serialVersionUID = 1L;
        private final transient JsonDeserializer<?> reader;

        OfUnsigned(Class<?> type, JsonDeserializer<?> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String most = UNSIGNED.get(_valueClass.getName());
            if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                    || parser.getBigIntegerValue().signum() < 0
                    || parser.getBigIntegerValue().compareTo(new java.math.BigInteger(most)) > 0) {
                throw Refusal.of(
                        parser,
                        "expected a whole number from 0 to " + most + " (" + _valueClass.getSimpleName()
                                + "), found another value");
            }
            return reader.deserialize(parser, context);
        }
    }
}
