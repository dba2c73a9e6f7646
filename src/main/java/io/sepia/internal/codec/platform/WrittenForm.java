package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds what values of a class are written as, at a property, by writing samples with the property's serializer. */
record WrittenForm(
        ObjectMapper mapper, Class<?> type, @Nullable BeanProperty property) {
    private static final Map<Class<?>, Object> NUMBERS = Map.ofEntries(
            Map.entry(boolean.class, true),
            Map.entry(Boolean.class, true),
            Map.entry(byte.class, (byte) 1),
            Map.entry(Byte.class, (byte) 1),
            Map.entry(short.class, (short) 1),
            Map.entry(Short.class, (short) 1),
            Map.entry(int.class, 1),
            Map.entry(Integer.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(Long.class, 1L),
            Map.entry(float.class, 1f),
            Map.entry(Float.class, 1f),
            Map.entry(double.class, 1d),
            Map.entry(Double.class, 1d),
            Map.entry(BigInteger.class, BigInteger.ONE),
            Map.entry(BigDecimal.class, BigDecimal.ONE));

    private static final Map<Class<?>, Object> TIMES = Map.ofEntries(
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(OffsetDateTime.class, Instant.EPOCH.atOffset(ZoneOffset.UTC)),
            Map.entry(ZonedDateTime.class, Instant.EPOCH.atZone(ZoneOffset.UTC)),
            Map.entry(Date.class, new Date(0)),
            Map.entry(Calendar.class, new GregorianCalendar(TimeZone.getTimeZone("UTC"))),
            Map.entry(GregorianCalendar.class, new GregorianCalendar(TimeZone.getTimeZone("UTC"))),
            Map.entry(java.sql.Date.class, new java.sql.Date(0)),
            Map.entry(java.sql.Timestamp.class, new java.sql.Timestamp(0)),
            Map.entry(LocalDate.class, LocalDate.EPOCH),
            Map.entry(LocalDateTime.class, LocalDate.EPOCH.atStartOfDay()),
            Map.entry(LocalTime.class, LocalTime.NOON),
            Map.entry(OffsetTime.class, LocalTime.NOON.atOffset(ZoneOffset.UTC)),
            Map.entry(Year.class, Year.of(2000)),
            Map.entry(YearMonth.class, YearMonth.of(2000, 1)),
            Map.entry(MonthDay.class, MonthDay.of(1, 1)),
            Map.entry(Duration.class, Duration.ofSeconds(1)));

    /** Returns whether values of this class may be read in another form than they are written in. */
    static boolean isKnown(Class<?> type) {
        return isNumber(type)
                || isTime(type)
                || type.isEnum()
                || type == String.class
                || type == UUID.class
                || type == TimeZone.class
                || type == OptionalDouble.class
                || type == byte[].class
                || type == float[].class
                || type == double[].class;
    }

    /** Returns whether this is the class of numbers, or of truth values. */
    static boolean isNumber(Class<?> type) {
        return NUMBERS.containsKey(type);
    }

    static boolean isTime(Class<?> type) {
        return TIMES.containsKey(type);
    }

    /** Returns the text that a value is written as, or null if values are not written as texts. */
    @Nullable
    String text() {
        Object sample = NUMBERS.getOrDefault(type, TIMES.get(type));
        try (JsonParser written = write(sample)) {
            return written.nextToken() == JsonToken.VALUE_STRING ? written.getText() : null;
        } catch (IOException e) {
            return null; // The serializer refuses the sample, so nothing is known.
        }
    }

    /** Returns whether truth values are written as 1 and 0. */
    boolean isNumberOfTruth() {
        if (type != boolean.class && type != Boolean.class) {
            return false;
        }
        try (JsonParser yes = write(true);
                JsonParser no = write(false)) {
            return isNumber(yes, 1) && isNumber(no, 0);
        } catch (IOException e) {
            return false; // The serializer refuses the sample, so nothing is known.
        }
    }

    private static boolean isNumber(JsonParser written, int number) throws IOException {
        return written.nextToken() == JsonToken.VALUE_NUMBER_INT && written.getIntValue() == number;
    }

    /** Returns whether constants of an enum are written as their ordinals. */
    boolean isOrdinal() {
        Object[] constants = type.getEnumConstants();
        for (int i = 0; i < constants.length; i++) {
            try (JsonParser written = write(constants[i])) {
                if (written.nextToken() != JsonToken.VALUE_NUMBER_INT || written.getIntValue() != i) {
                    return false;
                }
            } catch (IOException e) {
                return false; // The serializer refuses the constant, so nothing is known.
            }
        }
        return true;
    }

    private JsonParser write(@Nullable Object sample) throws IOException {
        SerializerProvider provider = mapper.getSerializerProviderInstance();
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            serializer(provider).serialize(sample, tokens, provider);
            return tokens.asParser();
        }
    }

    private JsonSerializer<Object> serializer(SerializerProvider provider) throws JsonMappingException {
        if (property != null && property.getMember() != null) {
            AnnotationIntrospector annotations = provider.getAnnotationIntrospector();
            boolean held = property.getType().hasRawClass(type);
            Object using = held
                    ? annotations.findSerializer(property.getMember())
                    : annotations.findContentSerializer(property.getMember());
            if (using != null) {
                return provider.serializerInstance(property.getMember(), using);
            }
        }
        return provider.findValueSerializer(type, property);
    }
}
