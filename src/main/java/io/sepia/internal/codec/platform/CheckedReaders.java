package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.util.Date;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Readers that refuse what Jackson's readers change. */
final class CheckedReaders {
    /** Floating-point values that are no numbers in JSON, or lose their sign as decimal numbers. */
    private static final Set<String> UNLIKE_DECIMALS = Set.of("NaN", "Infinity", "-Infinity", "-0.0");

    /** Java writes up to 17 digits of a double, before release 19 up to 18, and fewer of a float. */
    private static final int MOST_OF_DOUBLE = 18;

    private static final int MOST_OF_FLOAT = 10;
    /** Every whole number with so many characters is a float. */
    private static final int FEWEST_OF_FLOAT = 7;

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,10000}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,10000}(\\.\\d{1,10000})?([eE][+-]?\\d{1,9})?");

    private CheckedReaders() {}

    private abstract static class Checked extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        Checked(JsonDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            throw new IllegalStateException("This reader is in its context already");
        }

        @Override
        public abstract Object deserialize(JsonParser parser, DeserializationContext context) throws IOException;
    }

    @FunctionalInterface
    private interface Check {
        /** Returns the message for a value that is refused, or null. The parser is at the value's last token. */
        @Nullable
        String problem(Object value, JsonParser parser) throws IOException;
    }

    /** Checks values after Jackson has read them. */
    private static final class Afterwards extends Checked {
        private static final long serialVersionUID = 1L;
        private final transient Check check;

        Afterwards(JsonDeserializer<?> reader, Check check) {
            super(reader);
            this.check = check;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Object value = _delegatee.deserialize(parser, context);
            String problem = check.problem(value, parser);
            if (problem != null) {
                throw Refusal.of(parser, problem);
            }
            return value;
        }
    }

    @FunctionalInterface
    private interface Reading {
        Object read(JsonParser parser, DeserializationContext context) throws IOException;
    }

    /** Reads values that begin with one kind of token in its own way. */
    private static final class Instead extends Checked {
        private static final long serialVersionUID = 1L;
        private final JsonToken token;
        private final transient Reading reading;

        Instead(JsonDeserializer<?> reader, JsonToken token, Reading reading) {
            super(reader);
            this.token = token;
            this.reading = reading;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.hasToken(token) ? reading.read(parser, context) : _delegatee.deserialize(parser, context);
        }
    }

    /** Returns a reader that refuses numbers out of the range of {@code type}, or {@code reader} if it does so. */
    static JsonDeserializer<?> inRange(JsonDeserializer<?> reader, Class<?> type) {
        if (type == byte.class || type == Byte.class) {
            return new Afterwards(reader, CheckedReaders::problemOfByte);
        }
        if (type == byte[].class) {
            return new Instead(reader, JsonToken.START_ARRAY, CheckedReaders::bytes);
        }
        boolean real = type == double.class || type == Double.class || type == float.class || type == Float.class;
        return real || type == OptionalDouble.class || type == double[].class || type == float[].class
                ? new Afterwards(reader, (value, parser) -> problemOfReal(value, parser, reader.handledType()))
                : reader;
    }

    /** Jackson reads numbers from 128 to 255 as negative bytes. */
    private static @Nullable String problemOfByte(Object value, JsonParser parser) throws IOException {
        return value instanceof Byte small && small < 0 && parser.getLongValue() > 0
                ? "expected a whole number from -128 to 127, found a greater one"
                : null;
    }

    private static byte[] bytes(JsonParser parser, DeserializationContext context) throws IOException {
        int[] numbers = context.readValue(parser, int[].class);
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
            if (bytes[i] != numbers[i]) {
                throw Refusal.of(parser, "expected numbers from -128 to 127, found another one");
            }
        }
        return bytes;
    }

    /** Checks a {@code double} or {@code float}, alone or in an array. */
    private static @Nullable String problemOfReal(Object value, JsonParser parser, Class<?> type) throws IOException {
        boolean kept = true;
        if (value instanceof Number number) {
            double real = number.doubleValue();
            kept = Double.isFinite(real) && (real != 0 || isZero(parser.getText()));
            if (kept && losesDigits(parser, number)) {
                return "expected a number that fits " + type.getSimpleName() + ", found one with more digits";
            }
        } else if (value instanceof OptionalDouble real) {
            kept = real.isEmpty() || Double.isFinite(real.getAsDouble());
        } else if (value instanceof double[] several) {
            for (double each : several) {
                kept &= Double.isFinite(each);
            }
        } else if (value instanceof float[] several) {
            for (float each : several) {
                kept &= Float.isFinite(each);
            }
        }
        return kept
                ? null
                : "expected a number that fits " + type.getSimpleName() + ", found one that is too large or too small";
    }

    /** Returns whether a number is none that a program has written as a value of its type, and would lose digits. */
    private static boolean losesDigits(JsonParser parser, Number read) throws IOException {
        boolean whole = parser.hasToken(JsonToken.VALUE_NUMBER_INT);
        int digits = read instanceof Float ? MOST_OF_FLOAT : MOST_OF_DOUBLE;
        if (!whole && parser.getTextLength() <= digits || whole && parser.getTextLength() <= FEWEST_OF_FLOAT) {
            return false;
        }
        BigDecimal stored = new BigDecimal(parser.getText()).stripTrailingZeros();
        return whole
                ? stored.compareTo(new BigDecimal(read.doubleValue())) != 0
                : stored.precision() > digits && stored.compareTo(new BigDecimal(read.toString())) != 0;
    }

    private static boolean isZero(String number) {
        for (int i = 0; i < number.length(); i++) {
            char each = number.charAt(i);
            if (each == 'e' || each == 'E') {
                return true;
            }
            if (each >= '1' && each <= '9') {
                return false;
            }
        }
        return true;
    }

    /** Returns a reader that refuses numbers and truth values, which Jackson reads as their texts. */
    static JsonDeserializer<?> ofTextOnly(JsonDeserializer<?> reader, Class<?> type) {
        return new TextOnly(reader, type);
    }

    private static final class TextOnly extends Checked {
        private static final long serialVersionUID = 1L;
        private final Class<?> type;

        TextOnly(JsonDeserializer<?> reader, Class<?> type) {
            super(reader);
            this.type = type;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonToken token = parser.currentToken();
            if (token.isNumeric() || token.isBoolean()) {
                throw Refusal.of(parser, FoundValue.mismatch(type, token, false));
            }
            return _delegatee.deserialize(parser, context);
        }
    }

    /** Returns a reader of numbers and truth values of a property that is written as a text. */
    static JsonDeserializer<?> ofText(JsonDeserializer<?> reader, Class<?> type) {
        return new Instead(reader, JsonToken.VALUE_STRING, (parser, context) -> number(parser, context, reader, type));
    }

    private static Object number(
            JsonParser parser, DeserializationContext context, JsonDeserializer<?> reader, Class<?> type)
            throws IOException {
        String text = parser.getText();
        if (UNLIKE_DECIMALS.contains(text)) {
            if (type == double.class || type == Double.class) {
                return Double.valueOf(text);
            }
            if (type == float.class || type == Float.class) {
                return Float.valueOf(text);
            }
        }
        try (TokenBuffer token = context.bufferForInputBuffering(parser)) {
            if (WHOLE.matcher(text).matches()) {
                token.writeNumber(new BigInteger(text));
            } else if (DECIMAL.matcher(text).matches()) {
                token.writeNumber(new BigDecimal(text));
            } else if (text.equals("true") || text.equals("false")) {
                token.writeBoolean(text.equals("true"));
            } else {
                throw Refusal.of(
                        parser,
                        "expected a text that holds a value of "
                                + reader.handledType().getSimpleName() + ", found another text");
            }
            try (JsonParser number = token.asParserOnFirstToken()) {
                return reader.deserialize(number, context);
            }
        }
    }

    /** Returns a reader of truth values of a property that is written as 1 or 0. */
    static JsonDeserializer<?> ofTruth(JsonDeserializer<?> reader) {
        return new Instead(reader, JsonToken.VALUE_NUMBER_INT, (parser, context) -> {
            long number = parser.getLongValue();
            if (number != 0 && number != 1) {
                throw Refusal.of(parser, "expected 0 or 1, found another number");
            }
            return number == 1;
        });
    }

    /** Returns a reader of constants of an enum that is written by the ordinals of its constants. */
    static JsonDeserializer<?> ofOrdinal(JsonDeserializer<?> reader, Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return new Instead(reader, JsonToken.VALUE_NUMBER_INT, (parser, context) -> {
            long ordinal = parser.getLongValue();
            if (ordinal < 0 || ordinal >= constants.length) {
                throw Refusal.of(parser, "expected the number of a constant, found another number");
            }
            return constants[(int) ordinal];
        });
    }

    /** Returns a reader that refuses the ids of zones that the platform does not have, which it reads as GMT. */
    static JsonDeserializer<?> ofZone(JsonDeserializer<?> reader) {
        return new Afterwards(
                reader,
                (value, parser) -> value instanceof TimeZone zone
                                && zone.getID().equals("GMT")
                                && !parser.getText().equals("GMT")
                        ? "expected the id of a time zone, found another text"
                        : null);
    }

    /**
     * Refuses numbers where dates and times are written as texts: nothing tells whether they are seconds or
     * milliseconds. Refuses also texts of which a part would be lost.
     */
    static final class OfTime extends Checked {
        private static final long serialVersionUID = 1L;
        private static final Pattern PARTS_OF_MILLISECONDS = Pattern.compile("\\.\\d{3}\\d*[1-9]");
        private final Class<?> type;
        private final boolean formatted;
        private final @Nullable String usual;

        /**
         * @param formatted whether the property has a pattern
         * @param written a text that the property's serializer writes
         */
        OfTime(JsonDeserializer<?> reader, Class<?> type, boolean formatted, String written) {
            super(reader);
            this.type = type;
            this.formatted = formatted;
            this.usual = problem(type, written);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
                throw refusal(parser, "a number");
            }
            if (token == JsonToken.VALUE_STRING && !formatted) {
                String problem = problem(type, parser.getText());
                if (problem != null && !problem.equals(usual)) {
                    throw refusal(parser, problem);
                }
            }
            return _delegatee.deserialize(parser, context);
        }

        private static @Nullable String problem(Class<?> type, String text) {
            if (type != Year.class && isNumber(text)) {
                return "a text that contains a number";
            }
            if (type == LocalDate.class && text.indexOf('T') >= 0) {
                return "a text with a time";
            }
            if (type == LocalTime.class && text.indexOf('T') > 0) {
                return "a text with a date";
            }
            if (type == Date.class && PARTS_OF_MILLISECONDS.matcher(text).find()) {
                return "a text with parts of milliseconds";
            }
            return type == LocalDateTime.class && text.endsWith("Z") ? "a text with a time zone" : null;
        }

        private static boolean isNumber(String text) {
            int first = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
            for (int i = first; i < text.length(); i++) {
                char each = text.charAt(i);
                if (each != '.' && (each < '0' || each > '9')) {
                    return false;
                }
            }
            return text.length() > first;
        }

        private JsonMappingException refusal(JsonParser parser, String found) {
            return Refusal.of(parser, "expected a text (" + type.getSimpleName() + "), found " + found);
        }
    }
}
