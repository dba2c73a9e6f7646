package io.sepia.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sepia.Storage;
import io.sepia.error.StorageException;
import io.sepia.report.StorageStats;
import io.sepia.report.StorageStats.FileStats;
import io.sepia.report.StorageStats.WriteAheadLogStats;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Meters of a store: operations, commits, waits, the cache and the file, from {@link Storage#stats()}. Their names
 * begin with {@code sepia.}. Thread-safe.
 *
 * <pre>{@code
 * new StorageMeters(storage, Tags.empty()).bindTo(registry);
 * }</pre>
 */
@SuppressWarnings("exports") // Micrometer's module is optional; code that uses this class has it.
public final class StorageMeters implements MeterBinder {
    /** A scrape reads all meters; the statistics are read once for them. */
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Storage storage;
    private final Tags tags;
    private volatile Reading latest;

    private record Reading(StorageStats stats, long at) {}

    /**
     * @param storage the store, which must be open
     * @param tags tags of all meters, to tell several stores apart
     */
    public StorageMeters(Storage storage, Iterable<Tag> tags) {
        this.storage = storage;
        this.tags = Tags.of(tags);
        this.latest = new Reading(storage.stats(), System.nanoTime());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(
                registry,
                "sepia.operations",
                "kind",
                "read",
                stats -> stats.operations().reads());
        count(
                registry,
                "sepia.operations",
                "kind",
                "write",
                stats -> stats.operations().writes());
        count(
                registry,
                "sepia.operations",
                "kind",
                "transaction",
                stats -> stats.operations().transactions());
        count(registry, "sepia.retries", stats -> stats.operations().retries());
        count(registry, "sepia.commits", stats -> stats.writes().commits());
        count(registry, "sepia.commits.works", stats -> stats.writes().works());
        time(
                registry,
                "sepia.writes.waits",
                stats -> stats.writes().waits(),
                stats -> stats.writes().waited().toNanos());
        time(
                registry,
                "sepia.reads.waits",
                stats -> stats.reads().waits(),
                stats -> stats.reads().waited().toNanos());
        gauge(registry, "sepia.reads.open", stats -> stats.reads().open());
        count(
                registry,
                "sepia.cache.gets",
                "result",
                "hit",
                stats -> stats.cache().hits());
        count(
                registry,
                "sepia.cache.gets",
                "result",
                "miss",
                stats -> stats.cache().misses());
        count(registry, "sepia.cache.evictions", stats -> stats.cache().evictions());
        bytes(registry, "sepia.cache.size", stats -> stats.cache().weight());
        if (latest.stats().writeAheadLog().isPresent()) {
            bytes(
                    registry,
                    "sepia.wal.size",
                    stats ->
                            stats.writeAheadLog().map(WriteAheadLogStats::bytes).orElse(0L));
        }
        if (latest.stats().file().isPresent()) {
            bytes(
                    registry,
                    "sepia.file.size",
                    stats -> stats.file().map(FileStats::bytes).orElse(0L));
        }
    }

    private void count(MeterRegistry registry, String name, ToDoubleFunction<StorageStats> value) {
        FunctionCounter.builder(name, this, meters -> value.applyAsDouble(meters.stats()))
                .tags(tags)
                .register(registry);
    }

    private void count(
            MeterRegistry registry, String name, String tag, String tagged, ToDoubleFunction<StorageStats> value) {
        FunctionCounter.builder(name, this, meters -> value.applyAsDouble(meters.stats()))
                .tags(tags)
                .tag(tag, tagged)
                .register(registry);
    }

    private void time(
            MeterRegistry registry,
            String name,
            ToLongFunction<StorageStats> count,
            ToDoubleFunction<StorageStats> nanos) {
        FunctionTimer.builder(
                        name,
                        this,
                        meters -> count.applyAsLong(meters.stats()),
                        meters -> nanos.applyAsDouble(meters.stats()),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<StorageStats> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.stats()))
                .tags(tags)
                .register(registry);
    }

    private void bytes(MeterRegistry registry, String name, ToDoubleFunction<StorageStats> value) {
        Gauge.builder(name, this, meters -> value.applyAsDouble(meters.stats()))
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }

    /** Returns recent statistics; the last ones if the store fails or is closed. */
    private StorageStats stats() {
        Reading reading = latest;
        long now = System.nanoTime();
        if (now - reading.at() > LIFETIME_NANOS) {
            try {
                reading = new Reading(storage.stats(), now);
            } catch (StorageException e) {
                reading = new Reading(reading.stats(), now);
            }
            latest = reading;
        }
        return reading.stats();
    }
}
