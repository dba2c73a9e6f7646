package io.sepia.internal.codec.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformValuesTest {
    record Plain() {}

    @Test
    void isPlatform_hasAJsonFormOfItsOwn() {
        assertThat(List.of(int.class, int[].class, Plain[].class, String.class, List.class))
                .allMatch(PlatformValues::isPlatform);
        assertThat(PlatformValues.isPlatform(Plain.class)).isFalse();
    }
}
