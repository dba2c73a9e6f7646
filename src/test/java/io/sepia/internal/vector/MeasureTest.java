package io.sepia.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.model.Similarity;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeasureTest {
    @Test
    void score_ofRandomVectors_isThatOfDoubles() {
        Random random = new Random(2);
        for (int round = 0; round < 500; round++) {
            int dimension = 1 + random.nextInt(40);
            int at = random.nextInt(50);
            float[] vector = new float[dimension];
            float[] data = new float[at + dimension];
            float scale = (float) Math.pow(10, random.nextInt(61) - 30);
            double product = 0;
            double distance = 0;
            double size = 0;
            for (int i = 0; i < dimension; i++) {
                vector[i] = scale * (random.nextFloat() - .5f);
                data[at + i] = scale * (random.nextFloat() - .5f);
                product += (double) vector[i] * data[at + i];
                distance += Math.pow((double) vector[i] - data[at + i], 2);
                size += Math.abs((double) vector[i] * data[at + i]);
            }
            assertThat(Measure.score(Similarity.DOT_PRODUCT, vector, data, at))
                    .isEqualTo(product, Offset.offset(1e-5 * size));
            assertThat(Measure.score(Similarity.EUCLIDEAN, vector, data, at))
                    .isEqualTo(-Math.sqrt(distance), Offset.offset(1e-5 * Math.sqrt(distance)));
        }
    }

    @Test
    void score_ofLargeComponents_doesNotOverflow() {
        float[] large = {Float.MAX_VALUE, -Float.MAX_VALUE};
        float[] other = {-Float.MAX_VALUE, Float.MAX_VALUE};

        assertThat(Measure.score(Similarity.DOT_PRODUCT, large, large, 0)).isEqualTo(2 * Math.pow(Float.MAX_VALUE, 2));
        assertThat(Measure.score(Similarity.EUCLIDEAN, large, other, 0)).isFinite();
        assertThat(Measure.score(Similarity.COSINE, Measure.unit(large), Measure.unit(other), 0))
                .isEqualTo(-1, Offset.offset(1e-6));
    }

    @Test
    void unit_ofTheSmallestComponents_hasTheLengthOne() {
        float[] unit = Measure.unit(new float[] {Float.MIN_VALUE, 0, -Float.MIN_VALUE});

        assertThat(Measure.score(Similarity.COSINE, unit, unit, 0)).isEqualTo(1, Offset.offset(1e-6));
    }
}
