package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    @ParameterizedTest
    @CsvSource({
        "5, 5.0",
        "5, 0.5e1",
        "5, 50E-1",
        "0, -0.0",
        "0, 0e99",
        "-1, -10e-1",
        "1e400, 10e399",
        "9223372036854775808, 9.223372036854775808e18",
        "1e99999999999999999999, 10e99999999999999999998"
    })
    void equals_sameNumber_whateverItsForm(String a, String b) {
        assertThat(Decimal.parse(a)).isEqualTo(Decimal.parse(b)).hasSameHashCodeAs(Decimal.parse(b));
        assertThat(Decimal.parse(a).compareTo(Decimal.parse(b))).isZero();
    }

    @Test
    void compareTo_randomNumbers_isThatOfBigDecimal() {
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            String a = number(random);
            String b = random.nextInt(3) == 0 ? a + "1" : number(random);
            int expected = new BigDecimal(a).compareTo(new BigDecimal(b));
            assertThat(Integer.signum(Decimal.parse(a).compareTo(Decimal.parse(b))))
                    .as(a + " and " + b)
                    .isEqualTo(expected);
            assertThat(Decimal.parse(Decimal.parse(a).toString())).as(a).isEqualTo(Decimal.parse(a));
            assertThat(Decimal.parse(a).toDouble()).as(a).isEqualTo(Double.parseDouble(a));
        }
    }

    private static String number(Random random) {
        BigDecimal value = new BigDecimal(random.nextDouble() - 0.5, new MathContext(1 + random.nextInt(25)));
        return value.scaleByPowerOfTen(random.nextInt(30) - 5).toPlainString();
    }

    @Test
    void toLong_atTheEndsOfItsRange_isExact() {
        assertThat(Decimal.parse("9223372036854775807").toLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(Decimal.parse("-9223372036854775808").toLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(Decimal.parse("9223372036854775808").toLong()).isNull();
        assertThat(Decimal.parse("9223372036854775807.5").toLong()).isNull();
        assertThat(Decimal.parse("9223372036854775807.5").floor()).isEqualTo(Long.MAX_VALUE);
        assertThat(Decimal.parse("-0.5").floor()).isEqualTo(-1L);
        assertThat(Decimal.parse("-2.5").floor()).isEqualTo(-3L);
        assertThat(Decimal.parse("1e30").floor()).isNull();
    }

    @Test
    void toDouble_beyondItsRange_isInfiniteOrZero() {
        assertThat(Decimal.parse("-1e400").toDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Decimal.parse("1e-99999999999").toDouble()).isZero();
        assertThat(Decimal.parse("1e-99999999999")).isNotEqualTo(Decimal.of(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "x", "1.2.3", "1e", "--1"})
    void parse_whatIsNoNumber_isRefused(String text) {
        assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> Decimal.parse(text));
    }
}
