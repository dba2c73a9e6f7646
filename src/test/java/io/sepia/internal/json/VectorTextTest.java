package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorTextTest {
    @Test
    void of_isLittleEndianInBase64() {
        assertThat(VectorText.of(new float[] {1, -2})).isEqualTo("f32:AACAPwAAAMA=");
        assertThat(VectorText.of(new double[] {1})).isEqualTo("f64:AAAAAAAA8D8=");
        assertThat(VectorText.of(new float[0])).isEqualTo("f32:");
    }

    @Test
    void read_randomBits_returnsTheSame() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            float[] floats = new float[random.nextInt(20)];
            double[] doubles = new double[random.nextInt(20)];
            for (int j = 0; j < floats.length; j++) {
                floats[j] = Float.intBitsToFloat(random.nextInt());
            }
            for (int j = 0; j < doubles.length; j++) {
                doubles[j] = Double.longBitsToDouble(random.nextLong());
            }
            assertThat(VectorText.read(VectorText.of(floats))).isEqualTo(floats);
            assertThat(VectorText.read(VectorText.of(doubles))).isEqualTo(doubles);
        }
    }

    @Test
    void read_otherTexts_returnsNull() {
        for (String each :
                new String[] {"", "f32", "AACAPw==", "f16:AACAPw==", "f32:AACAP", "f32:AACA", "f32:?", "f64:AACAPw=="
                }) {
            assertThat(VectorText.read(each)).as(each).isNull();
        }
    }

    @Test
    void floats_arraysOfNumbersOnly_areVectors() {
        assertThat(VectorText.floats(Value.ofJson("[1, 2.5, -3e-2]"))).containsExactly(1, 2.5f, -.03f);
        assertThat(VectorText.floats(Value.ofJson("[1, null]"))).isNull();
        assertThat(VectorText.floats(Value.ofJson("{}"))).isNull();
        assertThat(VectorText.floats(null)).isNull();
    }
}
