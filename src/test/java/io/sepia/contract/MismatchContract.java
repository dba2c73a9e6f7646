package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sepia.Storage;
import io.sepia.error.DocumentFormatException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stored value of another type or range than its property's is refused when it is loaded, or converted on demand. */
interface MismatchContract extends StorageFixture {
    enum Grade {
        LOW,
        HIGH
    }

    @JsonFormat(shape = JsonFormat.Shape.NUMBER)
    enum Numbered {
        ZERO,
        ONE
    }

    enum Coded {
        TEN(10),
        TWENTY(20);

        private final int code;

        Coded(int code) {
            this.code = code;
        }

        @JsonValue
        int code() {
            return code;
        }
    }

    class All {
        String id = "a";
        boolean flag;
        byte tiny;
        short small;
        char letter;
        int number;
        long big;
        float single;
        double real;
        Boolean flagOrNull;
        Byte tinyOrNull;
        Integer numberOrNull;
        Double realOrNull;
        String text;
        Grade grade;
        BigInteger whole;
        BigDecimal decimal;
        UUID uuid;
        Currency currency;
        Instant instant;
        LocalDate date;
        LocalDateTime dateTime;
        Duration duration;
        Year year;
        Date old;
        java.sql.Date sql;
        Calendar calendar;
        DayOfWeek day;
        TimeZone zone;
        byte[] bytes;
        int[] ints;
        double[] reals;
        boolean[] flags;
        List<String> texts;
        List<Integer> numbers;
        Set<Grade> grades;
        Map<String, Integer> counts;
        Map<Grade, Integer> byGrade;
        Map<Byte, String> byByte;
        Map<Double, String> byReal;
        Optional<Integer> maybe;
        OptionalInt maybeInt = OptionalInt.empty();
        OptionalDouble maybeReal = OptionalDouble.empty();
        All part;
        Map<String, All> parts;
    }

    record Row(String id, int number, double real, Grade grade) {}

    record Numeric(long id, String name) {}

    class Forms {
        String id = "f";

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        long asText = 7;

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        List<Long> severalAsText = List.of(8L);

        @JsonSerialize(using = ToStringSerializer.class)
        long byToString = 9;

        @JsonSerialize(contentUsing = ToStringSerializer.class)
        List<Double> contentByToString = List.of(1e10, -0.5);

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        boolean flagAsText = true;

        @JsonFormat(shape = JsonFormat.Shape.NUMBER)
        Grade asNumber = Grade.HIGH;

        @JsonFormat(shape = JsonFormat.Shape.NUMBER)
        Instant asSeconds = Instant.ofEpochSecond(5);

        @JsonFormat(pattern = "dd.MM.yyyy")
        LocalDate dayFirst = LocalDate.of(2026, 11, 30);

        Numbered numbered = Numbered.ONE;
        Coded coded = Coded.TWENTY;
        String empty = "";
        Locale root = Locale.ROOT;
        URI none = URI.create("");
        StringBuilder built = new StringBuilder();
        byte[] noBytes = {};
        char[] noCharacters = {};
        double zero = -0.0;
        double least = Double.MIN_VALUE;
        Map<Double, String> byReal = Map.of(Double.POSITIVE_INFINITY, "x");
    }

    private void assertRefused(String className, Class<?> type, String member) {
        storage().documents(className).save("a", "{" + member.replace('\'', '"') + "}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .as(member)
                .isThrownBy(() -> storage().load(type, "a"))
                .withMessageContaining("property " + member.substring(1, member.indexOf('\'', 1)))
                .withMessageContaining("expected")
                .withMessageContaining("found");
    }

    @Test
    default void load_valueOfAnotherTypeOrRange_isRefused() {
        for (String member : List.of(
                "'flag':1",
                "'flag':'true'",
                "'flag':null",
                "'flagOrNull':0",
                "'tiny':200",
                "'tiny':-129",
                "'tinyOrNull':200",
                "'small':40000",
                "'letter':65",
                "'letter':''",
                "'number':'5'",
                "'number':''",
                "'number':1.7",
                "'number':true",
                "'number':null",
                "'number':4111111111111111",
                "'numberOrNull':' '",
                "'big':1e400",
                "'single':1e39",
                "'single':1e-400",
                "'real':1e400",
                "'real':-1e400",
                "'real':1e-400",
                "'real':'NaN'",
                "'real':''",
                "'realOrNull':1e400",
                "'text':5",
                "'text':true",
                "'grade':1",
                "'grade':'1'",
                "'grade':''",
                "'whole':'5'",
                "'whole':1.7",
                "'decimal':'5'",
                "'decimal':''",
                "'uuid':''",
                "'currency':''",
                "'instant':1700000000000",
                "'instant':'1700000000000'",
                "'instant':''",
                "'date':19000",
                "'date':'2026-01-02T10:00:00'",
                "'dateTime':'2026-01-02T10:00:00Z'",
                "'duration':5",
                "'duration':''",
                "'year':2026",
                "'old':1700000000000",
                "'old':'1700000000000'",
                "'sql':5",
                "'calendar':5",
                "'calendar':''",
                "'day':1",
                "'zone':'Nowhere'",
                "'bytes':[200]",
                "'ints':[1.7]",
                "'ints':['5']",
                "'ints':[null]",
                "'reals':[1e400]",
                "'flags':[1]",
                "'texts':[5]",
                "'texts':''",
                "'numbers':['5']",
                "'grades':[1]",
                "'counts':{'k':'5'}",
                "'byGrade':{'1':1}",
                "'byByte':{'200':'x'}",
                "'byReal':{'1e400':'x'}",
                "'maybe':'5'",
                "'maybeInt':''",
                "'maybeReal':1e400",
                "'part':''",
                "'part':[]",
                "'parts':{'k':5}")) {
            assertRefused("All", All.class, member);
        }
        for (String member : List.of("'number':null", "'number':'5'", "'real':1e400", "'grade':1")) {
            assertRefused("Row", Row.class, member);
        }
    }

    @Test
    default void load_valueThatIsAbsentOrOfTheType_isRead() {
        storage().documents("Row").save("a", "{\"real\":5}");
        assertThat(storage().load(Row.class, "a")).isEqualTo(new Row("a", 0, 5, null));
        storage().documents("All").save("a", "{\"numberOrNull\":null,\"real\":0.00e5,\"bytes\":[1,-128]}");
        All all = storage().load(All.class, "a");
        assertThat(all.numberOrNull).isNull();
        assertThat(all.real).isZero();
        assertThat(all.bytes).containsExactly(1, -128);
    }

    @Test
    default void load_whatSerializersWriteInOtherForms_comesBack() {
        Forms forms = new Forms();
        storage().save(forms);
        assertThat(storage().load(Forms.class, "f"))
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.toString().equals(b.toString()), StringBuilder.class)
                .isEqualTo(forms);
        assertThat(content("Forms", "f")).contains("\"asText\":\"7\"", "\"asNumber\":1", "\"byToString\":\"9\"");
    }

    @Test
    default void load_idOfAnotherTypeInTheContent_isThatOfTheKey() {
        storage().documents("Row").save("5", "{\"id\":5,\"number\":1}");
        assertThat(storage().load(Row.class, "5").id()).isEqualTo("5");
        storage().documents("Numeric").save("6", "{\"id\":\"6\",\"name\":\"x\"}");
        assertThat(storage().load(Numeric.class, 6)).isEqualTo(new Numeric(6, "x"));
        storage().documents("Numeric").save("six", "{\"id\":\"six\"}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().query(Numeric.class).list())
                .withMessageContaining("Numeric 'six'");
    }

    @Test
    default void project_valueOfAnotherType_isRefused() {
        storage().documents("All").save("a", "{\"number\":\"5\"}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().query(All.class).project(Row.class))
                .withMessageContaining("number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONVERT", "convert"})
    default void load_mismatchedValuesConverted_readsAsJacksonDoes(String option) {
        Storage converting = open(builder -> builder.option("mismatched_values", option));
        converting.documents("Row").save("a", "{\"number\":\"5\",\"real\":\"1.5\",\"grade\":1}");
        assertThat(converting.load(Row.class, "a")).isEqualTo(new Row("a", 5, 1.5, Grade.HIGH));
        converting.documents("All").save("a", "{\"instant\":5,\"text\":7,\"flag\":1,\"number\":null}");
        All all = converting.load(All.class, "a");
        assertThat(all.instant).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(all.text).isEqualTo("7");
        assertThat(all.flag).isTrue();
    }

    @Test
    default void load_formsOfTheApplicationsMapper_comeBack() {
        Storage own = open(builder -> builder.mapper(JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .enable(SerializationFeature.WRITE_ENUMS_USING_INDEX)
                .enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build()));
        record Stamped(String id, Instant at, Grade grade, LocalDate date) {}
        Stamped stamped = new Stamped("s", Instant.ofEpochSecond(5, 7), Grade.HIGH, LocalDate.EPOCH);
        own.save(stamped);
        assertThat(own.load(Stamped.class, "s")).isEqualTo(stamped);
        assertThat(own.documents("Stamped").load("s").content()).contains("\"grade\":1");
        Storage quoting = open(builder -> builder.mapper(JsonMapper.builder()
                .enable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS)
                .build()));
        Row row = new Row("a", 5, 0.5, Grade.LOW);
        quoting.save(row);
        assertThat(quoting.load(Row.class, "a")).isEqualTo(row);
    }

    @Stored
    record TwoIds(@ObjectId String key, long id) {}

    @Test
    default void load_propertyIdBesideAMarkedId_isAValueLikeOthers() {
        storage().documents("TwoIds").save("a", "{\"key\":7,\"id\":\"12\"}");
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> storage().load(TwoIds.class, "a"))
                .withMessageContaining("property id");

        storage().documents("TwoIds").save("a", "{\"key\":7,\"id\":12}");
        assertThat(storage().load(TwoIds.class, "a")).isEqualTo(new TwoIds("a", 12));
    }
}
