package io.sepia.internal.document;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Generates UUIDs of version 7 (RFC 9562). They are unique, and each is greater than those generated before it, so that
 * inserts go to the end of an index. Thread-safe. See decision 0071.
 *
 * <p>The 12 bits after the milliseconds are a counter (RFC 9562, section 6.2, method 1). It starts at a random value in
 * each millisecond and carries into the milliseconds when it overflows or the clock is set back. The remaining 62 bits
 * are random, so that processes that generate in the same millisecond do not collide.
 */
public final class TimeOrderedUuids {
    private static final int COUNTER_BITS = 12;
    /** Random starts use half of the counter's range, so that the other half remains for counting. */
    private static final int FIRST_COUNTERS = 1 << COUNTER_BITS - 1;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier clock;
    /** The milliseconds since 1970 and the counter of the latest UUID. */
    private final AtomicLong latest = new AtomicLong();

    /** @param clock returns the milliseconds since 1970 */
    public TimeOrderedUuids(LongSupplier clock) {
        this.clock = clock;
    }

    public UUID next() {
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
