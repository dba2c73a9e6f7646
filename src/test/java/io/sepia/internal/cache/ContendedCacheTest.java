package io.sepia.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers that fill the cache while another thread holds its lock. */
class ContendedCacheTest {
    private final DocumentCache cache =
            new DocumentCache(new CacheSettings(1 << 20, 50), () -> new Sighting(0, System.nanoTime()));

    @Test
    @Timeout(60)
    void fill_lockedCache_returnsAtOnceAndLeavesTheDocumentOut() throws Exception {
        StoredDocument document = TwoQueueDocumentsTest.document("note", 1);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch filled = new CountDownLatch(1);
        ExecutorService holder = Executors.newSingleThreadExecutor();
        try {
            Future<?> held = holder.submit(() -> cache.locked(() -> {
                locked.countDown();
                await(filled);
            }));
            locked.await();
            cache.fill(cache.stamp(), List.of(document));
            assertThat(cache.lookUp(document.key(), cache.stamp())).isNull();
            filled.countDown();
            held.get(30, TimeUnit.SECONDS);
        } finally {
            filled.countDown();
            holder.shutdown();
        }
        cache.fill(cache.stamp(), List.of(document));
        assertThat(cache.lookUp(document.key(), cache.stamp()))
                .extracting(CachedDocument::document)
                .isSameAs(document);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
