package io.sepia.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.MappingException;
import io.sepia.error.StorageException;
import java.io.IOException;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A value that its property's form loses is refused after another value of the property came back, too. */
class LateFormsTest {
    private final Storage storage = StorageBuilder.of("memory").open();

    static class Upper extends StdConverter<String, String> {
        @Override
        public String convert(String text) {
            return text.toUpperCase(Locale.ROOT);
        }
    }

    static class Cut extends JsonSerializer<String> {
        @Override
        public void serialize(String text, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(text.substring(0, Math.min(3, text.length())));
        }
    }

    static class CutKey extends JsonSerializer<String> {
        @Override
        public void serialize(String text, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeFieldName(text.substring(0, Math.min(3, text.length())));
        }
    }

    static class CutWhenRead extends JsonDeserializer<String> {
        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.getText().substring(0, Math.min(3, parser.getText().length()));
        }
    }

    static class None extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString("none");
        }
    }

    /** The filter of an inclusion leaves out what it is equal to. */
    static class ShortTexts {
        @Override
        public boolean equals(Object other) {
            return other instanceof String text && text.length() < 3;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @JsonSerialize(using = ToStringSerializer.class)
    static class Rounded {
        private final double value;

        Rounded(double value) {
            this.value = value;
        }

        @JsonCreator
        Rounded(String text) {
            this(Double.parseDouble(text));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rounded rounded && rounded.value == value;
        }

        @Override
        public int hashCode() {
            return Double.hashCode(value);
        }

        @Override
        public String toString() {
            return "" + Math.round(value * 10) / 10.0;
        }
    }

    static class Tagged {
        private final String text;
        private final int hidden;

        Tagged(String text, int hidden) {
            this.text = text;
            this.hidden = hidden;
        }

        @JsonCreator
        Tagged(String text) {
            this(text, 0);
        }

        @JsonValue
        String text() {
            return text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tagged tagged && tagged.text.equals(text) && tagged.hidden == hidden;
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    enum Same {
        ONE,
        OTHER;

        @JsonValue
        String text() {
            return "same";
        }
    }

    static class Name {
        String first;
        String last;
    }

    static class Holder {
        String id = "h";

        @JsonSerialize(converter = Upper.class)
        String converted;

        @JsonDeserialize(converter = Upper.class)
        String convertedWhenRead;

        @JsonSerialize(using = Cut.class)
        String cut;

        @JsonDeserialize(using = CutWhenRead.class)
        String cutWhenRead;

        @JsonSerialize(contentUsing = Cut.class)
        List<String> cuts;

        @JsonSerialize(keyUsing = CutKey.class)
        Map<String, String> cutKeys;

        @JsonSerialize(nullsUsing = None.class)
        String noNull = "none";

        @JsonFormat(pattern = "yyyy-MM-dd HH:mm")
        LocalDateTime minute;

        @JsonFormat(pattern = "yyyy-MM-dd HH:mm")
        List<LocalDateTime> minutes;

        @JsonFormat(pattern = "yyyy-MM-dd'T'HH:mm:ssXXX")
        ZonedDateTime zoned;

        @JsonFormat(pattern = "dd.MM.yyyy")
        Date day;

        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int five = 5;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String notEmpty = "x";

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> filled;

        @JsonInclude(JsonInclude.Include.NON_NULL)
        String notNull = "x";

        @JsonInclude(content = JsonInclude.Include.NON_NULL)
        Map<String, String> values;

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = ShortTexts.class)
        String filtered;

        @JsonUnwrapped
        Name name = new Name();

        Rounded rounded;
        Tagged tagged;
        Same same;
        XMLGregorianCalendar calendar;
        List<Optional<String>> optionals;
    }

    static class Secret {
        String id = "s";

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        String password;
    }

    static class Moments {
        String id = "m";
        Date date;
        Instant instant;
        OffsetDateTime offset;
        Map<String, String> map;
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static Holder holder(Consumer<Holder> fill) {
        Holder holder = new Holder();
        fill.accept(holder);
        return holder;
    }

    private void refused(Consumer<Holder> kept, Consumer<Holder> lost, String property) {
        storage.save(holder(kept));
        String before = storage.documents("Holder").load("h").content();
        assertThatExceptionOfType(StorageException.class)
                .as(property)
                .isThrownBy(() -> storage.save(holder(lost)))
                .withMessageContaining(property);
        assertThat(storage.documents("Holder").load("h").content()).isEqualTo(before);
        storage.save(holder(kept));
    }

    @Test
    void save_valueThatASerializerOfThePropertyLoses_isRefused() {
        refused(each -> each.converted = "ABC", each -> each.converted = "abc", "converted");
        refused(each -> each.convertedWhenRead = "ABC", each -> each.convertedWhenRead = "abc", "convertedWhenRead");
        refused(each -> each.cut = "abc", each -> each.cut = "abcd", "cut");
        refused(each -> each.cutWhenRead = "abc", each -> each.cutWhenRead = "abcd", "cutWhenRead");
        refused(each -> each.cuts = List.of("abc"), each -> each.cuts = List.of("abcd"), "cuts");
        refused(each -> each.cutKeys = Map.of("abc", "x"), each -> each.cutKeys = Map.of("abcd", "x"), "cutKeys");
        refused(each -> each.noNull = "x", each -> each.noNull = null, "noNull");
    }

    @Test
    void save_timeWithMoreThanItsFormatContains_isRefused() {
        LocalDateTime whole = LocalDateTime.of(2026, 1, 31, 12, 30);
        refused(each -> each.minute = whole, each -> each.minute = whole.plusSeconds(1), "minute");
        refused(
                each -> each.minutes = List.of(whole),
                each -> each.minutes = List.of(whole, whole.plusNanos(1)),
                "minutes");
        refused(
                each -> each.zoned = ZonedDateTime.parse("2026-01-31T12:00:00+01:00"),
                each -> each.zoned = ZonedDateTime.parse("2026-01-31T12:00:00+01:00[Europe/Berlin]"),
                "zoned");
        Date midnight = Date.from(Instant.parse("2026-01-31T00:00:00Z"));
        refused(each -> each.day = midnight, each -> each.day = new Date(midnight.getTime() + 1), "day");
    }

    @Test
    void save_omittedValueThatIsNotTheDefault_isRefused() {
        refused(each -> each.five = 7, each -> each.five = 0, "five");
        refused(each -> each.notEmpty = "y", each -> each.notEmpty = "", "notEmpty");
        refused(each -> each.filled = List.of("a"), each -> each.filled = List.of(), "filled");
        refused(each -> each.notNull = "y", each -> each.notNull = null, "notNull");
        refused(each -> each.filtered = "long", each -> each.filtered = "s", "filtered");
        refused(each -> each.filtered = null, each -> each.filtered = "s", "filtered");
        Map<String, String> withNull = new HashMap<>(Map.of("a", "b"));
        withNull.put("c", null);
        refused(each -> each.values = Map.of("a", "b"), each -> each.values = withNull, "values");
        refused(each -> each.name.first = "Ada", each -> each.name = null, "name");
    }

    @Test
    void save_valueWithMoreThanItsTextContains_isRefused() throws Exception {
        refused(each -> each.rounded = new Rounded(1.5), each -> each.rounded = new Rounded(1.55), "rounded");
        refused(each -> each.tagged = new Tagged("a", 0), each -> each.tagged = new Tagged("a", 1), "tagged");
        refused(each -> each.same = Same.ONE, each -> each.same = Same.OTHER, "same");
        XMLGregorianCalendar moment = DatatypeFactory.newInstance().newXMLGregorianCalendar("2026-01-31T12:00:00.000Z");
        XMLGregorianCalendar day = DatatypeFactory.newInstance().newXMLGregorianCalendar("2026-01-31");
        refused(each -> each.calendar = moment, each -> each.calendar = day, "calendar");
        refused(
                each -> each.notNull = "y",
                each -> each.optionals = Arrays.asList((Optional<String>) null),
                "optionals");
    }

    @Test
    void save_propertyThatIsOnlyRead_isRefusedWithTheRemedy() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage.save(new Secret()))
                .withMessageContaining("password")
                .withMessageContaining("@JsonIgnore");
    }

    @Test
    void save_timesWithAnApplicationsMapper_comeBackOrAreRefused() {
        ObjectMapper mapper = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .setDefaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .setDateFormat(new SimpleDateFormat("yyyy-MM-dd", Locale.ROOT));
        mapper.setVisibility(
                com.fasterxml.jackson.annotation.PropertyAccessor.FIELD,
                com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY);
        try (Storage own = StorageBuilder.of("memory").mapper(mapper).open()) {
            Moments moments = new Moments();
            moments.date = Date.from(Instant.parse("2026-01-31T00:00:00Z"));
            moments.instant = Instant.EPOCH;
            moments.offset = OffsetDateTime.parse("2026-01-31T12:00:00Z");
            moments.map = new HashMap<>(Map.of("a", "b"));
            moments.map.put("c", null);
            own.save(moments);
            assertThat(own.load(Moments.class, "m").map).isEqualTo(moments.map);
            moments.instant = Instant.ofEpochSecond(1, 123456789);
            own.save(moments);
            assertThat(own.load(Moments.class, "m").instant).isEqualTo(moments.instant);
            moments.offset = OffsetDateTime.parse("2026-01-31T12:00:00+02:00");
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> own.save(moments))
                    .withMessageContaining("offset");
            moments.offset = null;
            moments.date = new Date(moments.date.getTime() + 1);
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> own.save(moments))
                    .withMessageContaining("date");
        }
    }
}
