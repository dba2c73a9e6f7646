package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.InvalidQueryException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
    @Test
    void of_numbersOfEveryType_areEqualIfTheyAreTheSameNumber() {
        Value five = new Value.Number(Decimal.of(5));
        assertThat(List.of(
                        Value.of((byte) 5),
                        Value.of((short) 5),
                        Value.of(5),
                        Value.of(5L),
                        Value.of(5f),
                        Value.of(5.0),
                        Value.of(BigInteger.valueOf(5)),
                        Value.of(new BigDecimal("5.00"))))
                .containsOnly(five);
    }

    @Test
    void of_doubleWithoutExactForm_isTheNumberThatItPrints() {
        assertThat(Value.of(0.1)).isEqualTo(new Value.Number(Decimal.parse("0.1")));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void of_numberThatIsNotFinite_isRefused(double number) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> Value.of(number))
                .withMessageContaining(String.valueOf(number));
    }

    @Test
    void of_pointsInTime_areMoments() {
        Value moment = new Value.Moment(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(Value.of(OffsetDateTime.parse("2026-01-31T13:00:00+01:00"))).isEqualTo(moment);
        assertThat(Value.of(ZonedDateTime.parse("2026-01-31T13:00:00+01:00[Europe/Berlin]")))
                .isEqualTo(moment);
        assertThat(Value.of(Date.from(Instant.parse("2026-01-31T12:00:00Z")))).isEqualTo(moment);
        assertThat(Value.moment("2026-01-31T14:00:00+02:00")).isEqualTo(moment);
        assertThat(Value.moment("2026-01-31T14:00:00")).isNull();
    }

    @Test
    void of_otherTypes_areLeftToTheCodec() {
        LocalDate date = LocalDate.EPOCH;
        assertThat(Value.of(date)).isEqualTo(new Value.Unbound(date));
        assertThat(Value.of(new AtomicInteger(1))).isInstanceOf(Value.Unbound.class);
        assertThat(Value.of(null)).isEqualTo(Value.NULL);
        assertThat(Value.of('x')).isEqualTo(new Value.Text("x"));
        assertThat(Value.of(Value.NULL)).isSameAs(Value.NULL);
    }

    @Test
    void of_textWithHalfOfACharacter_isRefused() {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Value.of("a\uDC00"));
    }

    @Test
    void equals_structuresAndArrays_ignoreTheirText() {
        assertThat(new Value.Array(List.of(Value.NULL), "[null]"))
                .isEqualTo(new Value.Array(List.of(Value.NULL), null))
                .hasSameHashCodeAs(new Value.Array(List.of(Value.NULL), null));
        assertThat(new Value.Structure(Map.of("a", Value.NULL), "{\"a\":null}"))
                .isEqualTo(new Value.Structure(Map.of("a", Value.NULL), null))
                .isNotEqualTo(new Value.Structure(Map.of("b", Value.NULL), null));
    }

    @Test
    void ofJson_notJson_isRefused() {
        assertThat(Value.ofJson("[1]")).isEqualTo(new Value.Array(List.of(Value.of(1)), null));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Value.ofJson("[1"));
    }
}
