package io.sepia.internal.codec;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Generates UUIDs of version 7 (RFC 9562): unique, and each greater than those generated before it, which keeps inserts
 * at the end of an index. Safe for use by several threads.
 *
 * <p>The 12 bits after the milliseconds are a counter (RFC 9562, section 6.2, method 1). It starts at a random value in
 * each millisecond and carries into the milliseconds when it overflows or the clock is set back. The remaining 62 bits
 * are random, so that processes that generate in the same millisecond do not collide.
 *
 * <p>docs/decisions/0071-uuids-of-our-own.md compares this class with libraries.
 */
final class TimeOrderedUuids {
    private static final int COUNTER_BITS = 12;
    /** Half of the counter's range, so that the other half is left to count with. */
    private static final int FIRST_COUNTERS = 1 << COUNTER_BITS - 1;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier clock;
    /** Milliseconds since 1970 and counter of the latest UUID. */
    private final AtomicLong latest = new AtomicLong();

    /** Generates UUIDs with the time of {@code clock}, in milliseconds since 1970. */
    TimeOrderedUuids(LongSupplier clock) {
        this.clock = clock;
    }

    UUID next() {
        byte[] bytes = new byte[Short.BYTES + Long.BYTES];
        random.nextBytes(bytes);
        ByteBuffer bits = ByteBuffer.wrap(bytes);
        long now = clock.getAsLong() << COUNTER_BITS | bits.getShort() & FIRST_COUNTERS - 1;
        long moment = latest.updateAndGet(last -> Math.max(now, last + 1));
        long counter = moment & (1 << COUNTER_BITS) - 1;
        long high = moment >>> COUNTER_BITS << 16 | 0x7000 | counter;
        return new UUID(high, bits.getLong() >>> 2 | Long.MIN_VALUE);
    }
}
