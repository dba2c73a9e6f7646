package io.sepia.internal.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeOrderedUuidsTest {
    private static final long NOON = 1_790_000_000_000L;

    @Test
    void next_hasVersionVariantAndTime() {
        TimeOrderedUuids uuids = new TimeOrderedUuids(System::currentTimeMillis);
        for (int i = 0; i < 1000; i++) {
            long before = System.currentTimeMillis();
            UUID uuid = uuids.next();
            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(millis(uuid)).isBetween(before, System.currentTimeMillis());
        }
    }

    @Test
    void next_onSeveralThreads_isUniqueAndRises() throws Exception {
        TimeOrderedUuids uuids = new TimeOrderedUuids(System::currentTimeMillis);
        int threads = 4;
        int each = 250_000;
        Callable<List<UUID>> generation = () -> {
            List<UUID> generated = new ArrayList<>(each);
            for (int i = 0; i < each; i++) {
                generated.add(uuids.next());
            }
            return generated;
        };
        Set<UUID> all = new HashSet<>(threads * each * 2);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<UUID>>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(generation));
            }
            for (Future<List<UUID>> result : results) {
                assertRises(result.get());
                all.addAll(result.get());
            }
        } finally {
            executor.shutdown();
        }
        assertThat(all).hasSize(threads * each);
    }

    @Test
    void next_moreThanTheCounterHolds_risesAndCarriesIntoTheTime() {
        TimeOrderedUuids uuids = new TimeOrderedUuids(() -> NOON);
        List<UUID> generated = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            generated.add(uuids.next());
        }
        assertRises(generated);
        assertThat(millis(generated.get(0))).isEqualTo(NOON);
        assertThat(millis(generated.get(9_999))).isBetween(NOON + 2, NOON + 3);
    }

    @Test
    void next_clockSetBack_rises() {
        AtomicLong clock = new AtomicLong(NOON);
        TimeOrderedUuids uuids = new TimeOrderedUuids(clock::get);
        List<UUID> generated = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            generated.add(uuids.next());
            clock.addAndGet(-3_600_000);
        }
        assertRises(generated);
        assertThat(millis(generated.get(99))).isEqualTo(NOON);
    }

    @Test
    void next_twoGenerators_differWithinOneMillisecond() {
        assertThat(new TimeOrderedUuids(() -> NOON).next()).isNotEqualTo(new TimeOrderedUuids(() -> NOON).next());
    }

    private static long millis(UUID uuid) {
        return uuid.getMostSignificantBits() >>> 16;
    }

    /** Compares as text, as a store orders ids. */
    private static void assertRises(List<UUID> uuids) {
        String last = "";
        for (UUID uuid : uuids) {
            String text = uuid.toString();
            if (text.compareTo(last) <= 0) {
                throw new AssertionError(text + " was generated after " + last);
            }
            last = text;
        }
    }
}
