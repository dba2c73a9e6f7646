package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Reads numbers in places that are declared as {@code Object} or {@code Number}: whole numbers as the smallest of
 * {@code Integer}, {@code Long} and {@code BigInteger}; others as {@code Double} if the shortest text of that double
 * has the same value, else as {@code BigDecimal}. See decision 0151.
 */
public final class OpenNumbers extends StdScalarDeserializer<Number> {
    private static final long serialVersionUID = 1L;

    /** Creates a deserializer. */
    public OpenNumbers() {
        super(Number.class);
    }

    @Override
    public Number deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            return whole(parser.getBigIntegerValue());
        }
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
            return (Number) context.handleUnexpectedToken(Number.class, parser);
        }
        BigDecimal exact = parser.getDecimalValue();
        double near = exact.doubleValue();
        if (exact.signum() == 0) {
            return parser.getText().startsWith("-") ? -0.0 : 0.0;
        }
        boolean same = Double.isFinite(near) && new BigDecimal(Double.toString(near)).compareTo(exact) == 0;
        return same ? (Number) near : exact;
    }

    private static Number whole(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return value.intValue();
        }
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }
}
