package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123456789+01:30, 2026-01-31T10:30:00.123456789Z",
        "2026-07-01T12:00:00+02:00[Europe/Berlin], 2026-07-01T10:00:00Z"
    })
    void parse_dateTimeAndOffset_isThePointInTime(String text, Instant moment) {
        assertThat(Moments.parse(text)).isEqualTo(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-31",
                "2026-01-31T12:00:00",
                "2026-02-30T12:00:00Z",
                "2026-01-31 12:00:00Z",
                "2026-01-31T25:00:00Z",
                "a text with a T in it"
            })
    void parse_anyOtherText_isNull(String text) {
        assertThat(Moments.parse(text)).isNull();
    }

    @Test
    void ofMicroseconds_beforeAndAfter1970_isThePointInTime() {
        assertThat(Moments.ofMicroseconds(Decimal.of(1_500_000))).isEqualTo(Instant.parse("1970-01-01T00:00:01.5Z"));
        assertThat(Moments.ofMicroseconds(Decimal.of(-1))).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
        assertThat(Moments.ofMicroseconds(Decimal.parse("0.001"))).isEqualTo(Instant.ofEpochSecond(0, 1));
    }

    @Test
    void ofMicroseconds_beyondJavasTime_isNull() {
        assertThat(Moments.ofMicroseconds(Decimal.parse("1e30"))).isNull();
        assertThat(Moments.ofMicroseconds(Decimal.parse("-1e30"))).isNull();
    }
}
