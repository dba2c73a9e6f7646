package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.StorageException;
import io.sepia.internal.codec.DeclaredField.Form;
import io.sepia.internal.codec.kotlin.ValueClass;
import io.sepia.internal.codec.platform.PlatformKeys;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.internal.condition.IsoScale;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Term.Kind;
import io.sepia.internal.json.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the JSON form of the values of a field by writing some. What a format, a shape or a setting of the mapper makes
 * of a type is thus known from the serializer itself. See decision 0160.
 */
record FieldForms(FieldWriter writer, FieldTypes types) {
    private static final Instant MOMENT = Instant.parse("2026-01-31T13:14:15.750Z");
    private static final OffsetDateTime LOCAL = MOMENT.atOffset(ZoneOffset.ofHours(1));

    /** Values of the types whose form does not tell how they are compared. */
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(Instant.class, MOMENT),
            Map.entry(OffsetDateTime.class, LOCAL),
            Map.entry(ZonedDateTime.class, MOMENT.atZone(ZoneId.of("Europe/Paris"))),
            Map.entry(Date.class, Date.from(MOMENT)),
            Map.entry(Calendar.class, calendar(MOMENT)),
            Map.entry(GregorianCalendar.class, calendar(MOMENT)),
            Map.entry(LocalDate.class, LOCAL.toLocalDate()),
            Map.entry(LocalDateTime.class, LOCAL.toLocalDateTime()),
            Map.entry(LocalTime.class, LOCAL.toLocalTime()),
            Map.entry(OffsetTime.class, LOCAL.toOffsetTime()),
            Map.entry(Year.class, Year.of(2026)),
            Map.entry(YearMonth.class, YearMonth.of(2026, 1)),
            Map.entry(MonthDay.class, MonthDay.of(1, 31)),
            Map.entry(Duration.class, Duration.ofSeconds(5_000, 500_000_000)));

    private static final Map<Class<?>, IsoScale> SCALES = Map.of(
            LocalDate.class, IsoScale.DATE,
            LocalDateTime.class, IsoScale.DATE_TIME,
            LocalTime.class, IsoScale.TIME,
            OffsetTime.class, IsoScale.OFFSET_TIME,
            Year.class, IsoScale.YEAR,
            YearMonth.class, IsoScale.YEAR_MONTH,
            MonthDay.class, IsoScale.MONTH_DAY,
            Duration.class, IsoScale.DURATION);

    private static final Map<Class<?>, Object> PLAIN = Map.ofEntries(
            Map.entry(Boolean.class, true),
            Map.entry(String.class, "a"),
            Map.entry(Character.class, 'a'),
            Map.entry(UUID.class, new UUID(0, 1)),
            Map.entry(ZoneOffset.class, ZoneOffset.UTC),
            Map.entry(URI.class, URI.create("a:b")),
            Map.entry(Path.class, Path.of("a")),
            Map.entry(byte[].class, new byte[1]),
            Map.entry(char[].class, new char[] {'a'}),
            Map.entry(Byte.class, (byte) 5),
            Map.entry(Short.class, (short) 5),
            Map.entry(Integer.class, 5),
            Map.entry(Long.class, 5L),
            Map.entry(Float.class, 5f),
            Map.entry(Double.class, 5d));

    private static Calendar calendar(Instant moment) {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(moment.toEpochMilli());
        return calendar;
    }

    /** Returns whether values of this class are points in time. */
    static boolean isMoment(Class<?> raw) {
        return SAMPLES.containsKey(raw) && !SCALES.containsKey(raw) || Date.class.isAssignableFrom(raw);
    }

    /** Returns whether equal values of a class may be stored as different texts. */
    static boolean hasSeveralTexts(Class<?> raw) {
        return raw == URI.class || raw == java.sql.Date.class || raw == java.sql.Time.class;
    }

    /** Returns a point in time as a value of a class of points in time. */
    Object moment(Instant moment, Class<?> raw) {
        if (raw == OffsetDateTime.class) {
            return moment.atOffset(ZoneOffset.UTC);
        }
        if (raw == ZonedDateTime.class) {
            return moment.atZone(ZoneOffset.UTC);
        }
        if (Calendar.class.isAssignableFrom(raw)) {
            return calendar(moment);
        }
        if (raw == java.sql.Timestamp.class) {
            return java.sql.Timestamp.from(moment);
        }
        if (raw == java.sql.Time.class) {
            return new java.sql.Time(moment.toEpochMilli());
        }
        if (raw == java.sql.Date.class) {
            return new java.sql.Date(moment.toEpochMilli());
        }
        return Date.class.isAssignableFrom(raw) ? Date.from(moment) : moment;
    }

    /** Returns the comparable form of a Java value, or null if its type has none. */
    static @Nullable Value key(Object java) {
        if (java instanceof Instant moment) {
            return IsoScale.key(moment);
        }
        if (java instanceof OffsetDateTime moment) {
            return IsoScale.key(moment.toInstant());
        }
        if (java instanceof ZonedDateTime moment) {
            return IsoScale.key(moment.toInstant());
        }
        if (java instanceof Date moment) {
            return IsoScale.key(Value.instant(moment));
        }
        if (java instanceof Calendar moment) {
            return IsoScale.key(moment.toInstant());
        }
        String key = PlatformKeys.of(java);
        if (key != null) {
            return new Value.Text(key);
        }
        IsoScale scale = SCALES.get(java.getClass());
        return scale == null ? null : scale.key(new Value.Text(java.toString()));
    }

    /** A scale of values that are written in a form of the application's choice, read as the property reads them. */
    private record ReadScale(FieldWriter writer, DeclaredField field) implements Scale {
        @Override
        public boolean hasOneText() {
            return !hasSeveralTexts(field.type().getRawClass());
        }

        @Override
        public boolean isOrdered() {
            return PlatformKeys.isOrdered(field.type().getRawClass());
        }

        @Override
        public @Nullable Value key(Value stored) {
            if (stored instanceof Value.Null) {
                return null;
            }
            try {
                Object java = writer.read(stored, field);
                return java == null ? null : FieldForms.key(java);
            } catch (IOException e) {
                return null; // Not a value of the property.
            }
        }
    }

    /** The scale of an enum, whose constants are ordered as they are declared. */
    private record EnumScale(Map<String, Integer> ranks) implements Scale {
        @Override
        public @Nullable Value key(Value stored) {
            Integer rank = stored instanceof Value.Text text ? ranks.get(text.value()) : null;
            return rank == null ? null : new Value.Number(io.sepia.internal.json.Decimal.of(rank));
        }
    }

    /** Returns the form of a field's values. */
    Form of(DeclaredField field) {
        Form known = field.form();
        return known == null ? field.form(find(field)) : known;
    }

    private Form find(DeclaredField field) {
        JavaType type = field.type();
        Class<?> raw = boxed(type.getRawClass());
        if (field.isCustom()) {
            return Form.UNKNOWN;
        }
        if (FieldTypes.isReference(type) || type.isMapLikeType()) {
            return new Form(Kind.OBJECT, DeepScale.of(this, field));
        }
        if (type.isArrayType() && raw != byte[].class && raw != char[].class || type.isCollectionLikeType()) {
            return new Form(Kind.ARRAY, DeepScale.of(this, field));
        }
        Object sample = sample(raw);
        if (sample == null) {
            return types.isUnknown(type)
                    ? new Form(ofPlatform(raw) ? ScalarSerializer.kind(serializer(field), provider()) : null, null)
                    : new Form(written(field), DeepScale.of(this, field));
        }
        try {
            return form(field, raw, sample, writer.write(sample, field));
        } catch (IOException | StorageException e) {
            return Form.UNKNOWN; // Found again when a value is compared.
        }
    }

    private Form form(DeclaredField field, Class<?> raw, Object sample, Value written) throws IOException {
        Kind kind = kind(written);
        if (raw.getName().equals("kotlin.time.Duration") && kind == Kind.TEXT) {
            return new Form(kind, IsoScale.DURATION);
        }
        if (raw.isEnum()) {
            return new Form(kind, kind == Kind.TEXT ? constants(field, raw) : null);
        }
        if (Number.class.isAssignableFrom(raw)) {
            return new Form(kind, kind == Kind.TEXT ? IsoScale.DECIMAL : null);
        }
        if (PlatformKeys.of(sample) != null || hasSeveralTexts(raw)) {
            return new Form(kind, kind == Kind.TEXT ? new ReadScale(writer, field) : null);
        }
        if (!SAMPLES.containsKey(raw) && !isMoment(raw) || kind == Kind.NUMBER) {
            return new Form(kind, null);
        }
        Scale scale = SCALES.getOrDefault(raw, IsoScale.MOMENT);
        if (!java.util.Objects.equals(scale.key(written), key(sample))) {
            return new Form(kind, new ReadScale(writer, field));
        }
        boolean alwaysInUtc = raw == Instant.class || Date.class.isAssignableFrom(raw);
        if (alwaysInUtc && written instanceof Value.Text text) {
            boolean isZero = text.value().endsWith("+00:00");
            scale = text.value().endsWith("Z") ? IsoScale.UTC_MOMENT : isZero ? IsoScale.ZERO_OFFSET_MOMENT : scale;
        }
        return new Form(kind, scale);
    }

    private Scale constants(DeclaredField field, Class<?> raw) throws IOException {
        Map<String, Integer> ranks = new HashMap<>();
        for (Object each : raw.getEnumConstants()) {
            if (writer.write(each, field) instanceof Value.Text text) {
                ranks.putIfAbsent(text.value(), ((Enum<?>) each).ordinal());
            }
        }
        List<List<String>> formerNames = formerNames(writer.mapper(), raw);
        for (int i = 0; i < formerNames.size(); i++) {
            int rank = i;
            formerNames.get(i).forEach(name -> ranks.putIfAbsent(name, rank));
        }
        return new EnumScale(Map.copyOf(ranks));
    }

    /** Returns the former names of each constant of an enum, which documents may contain. */
    static List<List<String>> formerNames(ObjectMapper mapper, Class<?> raw) {
        DeserializationConfig config = mapper.getDeserializationConfig();
        Object[] constants = raw.getEnumConstants();
        Enum<?>[] enums = Arrays.copyOf(constants, constants.length, Enum[].class);
        String[][] names = new String[enums.length][];
        config.getAnnotationIntrospector()
                .findEnumAliases(
                        config,
                        config.introspectClassAnnotations(mapper.constructType(raw))
                                .getClassInfo(),
                        enums,
                        names);
        return Arrays.stream(names)
                .map(each -> each == null ? List.<String>of() : List.of(each))
                .toList();
    }

    private @Nullable Object sample(Class<?> raw) {
        if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return constants.length == 0 ? null : constants[0];
        }
        if (raw == java.math.BigDecimal.class) {
            return java.math.BigDecimal.TEN;
        }
        if (raw == java.math.BigInteger.class) {
            return java.math.BigInteger.TEN;
        }
        if (raw != Date.class && Date.class.isAssignableFrom(raw)) {
            return moment(MOMENT, raw);
        }
        Optional<ValueClass> boxed = ValueClass.of(raw);
        if (boxed.isPresent()) {
            Object inside = sample(boxed(boxed.get().underlying()));
            return inside == null ? null : boxed.get().box(inside);
        }
        Object plain = PLAIN.get(raw);
        return plain == null ? SAMPLES.get(raw) : plain;
    }

    /** Returns the kind as which a class of the application is written, or null if only its values show it. */
    private @Nullable Kind written(DeclaredField field) {
        if (types.isMarked(field.type())) {
            return Kind.OBJECT;
        }
        JsonSerializer<?> serializer = serializer(field);
        return serializer instanceof BeanSerializerBase ? Kind.OBJECT : ScalarSerializer.kind(serializer, provider());
    }

    private SerializerProvider provider() {
        return writer.mapper().getSerializerProviderInstance();
    }

    private static boolean ofPlatform(Class<?> raw) {
        return PlatformValues.isPlatform(raw)
                && !raw.isInterface()
                && raw != Object.class
                && !JsonNode.class.isAssignableFrom(raw);
    }

    private JsonSerializer<?> serializer(DeclaredField field) {
        try {
            JsonSerializer<?> serializer = provider().findValueSerializer(field.type());
            while (!(serializer instanceof BeanSerializerBase) && serializer.getDelegatee() != null) {
                serializer = serializer.getDelegatee();
            }
            return serializer;
        } catch (JsonMappingException e) {
            throw new InvalidQueryException(
                    field.type().getRawClass().getName() + " has no JSON form, so it cannot be queried.");
        }
    }

    static Class<?> boxed(Class<?> raw) {
        return raw.isPrimitive() && raw != void.class
                ? com.fasterxml.jackson.databind.util.ClassUtil.wrapperType(raw)
                : raw;
    }

    static @Nullable Kind kind(Value value) {
        if (value instanceof Value.Text || value instanceof Value.Moment) {
            return Kind.TEXT;
        }
        if (value instanceof Value.Number) {
            return Kind.NUMBER;
        }
        if (value instanceof Value.Bool) {
            return Kind.BOOLEAN;
        }
        if (value instanceof Value.Array) {
            return Kind.ARRAY;
        }
        return value instanceof Value.Structure || value instanceof Value.Reference ? Kind.OBJECT : null;
    }
}
