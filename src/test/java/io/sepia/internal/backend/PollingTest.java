package io.sepia.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone")
class PollingTest {
    @Test
    void pause_afterSlicesOfOthers_isShorterThanThatOfNewcomers() {
        assertThat(mean(TimeUnit.MILLISECONDS.toNanos(30))).isLessThan(mean(0) / 4);
    }

    @Test
    void pause_whileSomebodyHasTheLockForLong_isThatOfNewcomers() {
        assertThat(mean(TimeUnit.SECONDS.toNanos(30))).isGreaterThan(mean(0) / 2);
    }

    @Test
    void pause_isNeverLongerThanTheLongest() {
        assertThat(LongStream.range(0, 10_000).map(i -> Polling.pause(i * 1_000_000)))
                .allMatch(each -> each > 0 && each <= Polling.LONGEST_NANOS);
    }

    private static double mean(long waited) {
        return LongStream.range(0, 2_000)
                .map(i -> Polling.pause(waited))
                .average()
                .orElseThrow();
    }
}
