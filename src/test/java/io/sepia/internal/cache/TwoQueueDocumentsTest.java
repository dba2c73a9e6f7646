package io.sepia.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The documents of a cache and their eviction. */
class TwoQueueDocumentsTest {
    static final int WEIGHT = CachedDocument.of(document("note", 0), 0).weight();

    static StoredDocument document(String className, int number) {
        return document(className, number, "0123456789");
    }

    static StoredDocument document(String className, int number, String content) {
        String id = String.format("%08d", number);
        return new StoredDocument(
                new ObjectKey(className, id), ObjectType.SERIALIZABLE, content, null, 1, Instant.EPOCH, Instant.EPOCH);
    }

    static ObjectKey key(int number) {
        return document("note", number).key();
    }

    static void put(TwoQueueDocuments documents, StoredDocument document) {
        documents.put(CachedDocument.of(document, 0));
    }

    /** Requests a document as a cache does: returns it, or fetches and keeps it. */
    private static boolean ask(TwoQueueDocuments documents, int number) {
        if (documents.get(key(number)) != null) {
            return true;
        }
        if (documents.admits(key(number))) {
            put(documents, document("note", number));
        }
        return false;
    }

    @Test
    void admits_fullCache_onlyWhatWasReadBeforeLately() {
        TwoQueueDocuments documents = new TwoQueueDocuments(100L * WEIGHT);
        for (int i = 0; i < 100; i++) {
            assertThat(ask(documents, i)).isFalse();
        }
        int cached = documents.size();
        long evicted = documents.evictions();

        assertThat(documents.admits(key(1_000))).isFalse();
        for (int i = 2_000; i < 3_000; i++) {
            ask(documents, i);
        }

        assertThat(documents.size()).isEqualTo(cached);
        assertThat(documents.evictions()).isEqualTo(evicted);
        assertThat(documents.admits(key(1_000))).isTrue();
    }

    @Test
    void put_isFoundUntilRemoved() {
        TwoQueueDocuments documents = new TwoQueueDocuments(1 << 20);
        StoredDocument one = document("note", 1);
        put(documents, one);
        assertThat(documents.get(key(1))).extracting(CachedDocument::document).isSameAs(one);
        assertThat(documents.get(key(2))).isNull();
        assertThat(documents.size()).isEqualTo(1);
        assertThat(documents.weight()).isEqualTo(WEIGHT);

        assertThat(documents.remove(key(1))).isTrue();
        assertThat(documents.remove(key(1))).isFalse();
        assertThat(documents.get(key(1))).isNull();
        assertThat(documents.size()).isZero();
        assertThat(documents.weight()).isZero();
    }

    @Test
    void put_sameKey_replaces() {
        TwoQueueDocuments documents = new TwoQueueDocuments(1 << 20);
        put(documents, document("note", 1, "x".repeat(1_000)));
        StoredDocument shorter = document("note", 1);
        put(documents, shorter);
        assertThat(documents.get(key(1))).extracting(CachedDocument::document).isSameAs(shorter);
        assertThat(documents.size()).isEqualTo(1);
        assertThat(documents.weight()).isEqualTo(WEIGHT);
    }

    @Test
    void removeIf_removesMatchingKeys() {
        TwoQueueDocuments documents = new TwoQueueDocuments(1 << 20);
        for (int i = 0; i < 10; i++) {
            put(documents, document("note", i));
            put(documents, document("book", i));
        }
        assertThat(documents.removeIf(key -> key.className().equals("book"))).isEqualTo(10);
        assertThat(documents.get(key(3))).isNotNull();
        assertThat(documents.get(document("book", 3).key())).isNull();
        assertThat(documents.weight()).isEqualTo(10L * WEIGHT);
        assertThat(documents.clear()).isEqualTo(10);
        assertThat(documents.size()).isZero();
        assertThat(documents.weight()).isZero();
        put(documents, document("note", 1));
        assertThat(documents.get(key(1))).isNotNull();
    }

    @Test
    void weight_neverExceedsTheMaximum() {
        TwoQueueDocuments documents = new TwoQueueDocuments(100L * WEIGHT);
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            switch (random.nextInt(10)) {
                case 0 -> documents.remove(key(random.nextInt(300)));
                case 1, 2, 3 -> documents.get(key(random.nextInt(300)));
                default -> put(documents, document("note", random.nextInt(300), "x".repeat(random.nextInt(2_000))));
            }
            assertThat(documents.weight()).isLessThanOrEqualTo(100L * WEIGHT);
        }
        assertThat(documents.evictions()).isPositive();
        documents.clear();
        assertThat(documents.weight()).isZero();
    }

    @Test
    void put_heavierThanTheMaximum_isNotKept() {
        TwoQueueDocuments documents = new TwoQueueDocuments(10L * WEIGHT);
        put(documents, document("note", 1));
        put(documents, document("note", 2, "x".repeat(20 * WEIGHT)));
        assertThat(documents.get(key(2))).isNull();
        assertThat(documents.weight()).isLessThanOrEqualTo(10L * WEIGHT);
    }

    @Test
    void put_heavierThanTheMaximumInPlaceOfAnother_leavesNeither() {
        TwoQueueDocuments documents = new TwoQueueDocuments(10L * WEIGHT);
        put(documents, document("note", 1));
        put(documents, document("note", 1, "x".repeat(20 * WEIGHT)));
        assertThat(documents.get(key(1))).isNull();
    }

    @Test
    void documentsInUse_surviveAScan() {
        TwoQueueDocuments documents = new TwoQueueDocuments(200L * WEIGHT);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            ask(documents, random.nextInt(100));
        }
        int found = 0;
        int asked = 0;
        for (int i = 0; i < 20_000; i++) {
            ask(documents, 1_000 + i);
            if (i % 10 == 0) {
                asked++;
                found += ask(documents, random.nextInt(100)) ? 1 : 0;
            }
        }
        assertThat((double) found / asked).isGreaterThan(0.9);
    }

    @Test
    void documentsInUse_replaceUnusedOnes() {
        TwoQueueDocuments documents = new TwoQueueDocuments(200L * WEIGHT);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            ask(documents, random.nextInt(150));
        }
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            found += ask(documents, 1_000 + random.nextInt(150)) && i >= 10_000 ? 1 : 0;
        }
        assertThat(found / 10_000.0).isGreaterThan(0.9);
    }

    @Test
    void skewedUse_mostlyHits() {
        // One in ten fits. Always keeping the most used tenth would give a hit rate of 0.72, keeping random ones 0.1.
        TwoQueueDocuments documents = new TwoQueueDocuments(1_000L * WEIGHT);
        Random random = new Random(7);
        int found = 0;
        for (int i = 0; i < 200_000; i++) {
            int number = (int) Math.pow(10_000, random.nextDouble()) - 1;
            found += ask(documents, number) && i >= 100_000 ? 1 : 0;
        }
        assertThat(found / 100_000.0).isGreaterThan(0.65);
    }

    @Test
    void get_whileOtherThreadsPut_givesWholeDocuments() throws Exception {
        TwoQueueDocuments documents = new TwoQueueDocuments(100L * WEIGHT);
        AtomicBoolean running = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> writer = threads.submit(() -> {
                Random random = new Random(1);
                for (int i = 0; i < 100_000; i++) {
                    int number = random.nextInt(200);
                    if (i % 7 == 0) {
                        documents.remove(key(number));
                    } else {
                        put(documents, document("note", number, "\"" + number + "\""));
                    }
                }
                running.set(false);
            });
            List<Future<?>> readers = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                int seed = reader;
                readers.add(threads.submit(() -> {
                    Random random = new Random(seed);
                    while (running.get()) {
                        int number = random.nextInt(200);
                        CachedDocument cached = documents.get(key(number));
                        if (cached != null) {
                            assertThat(cached.document().content()).isEqualTo("\"" + number + "\"");
                        }
                    }
                }));
            }
            for (Future<?> each : readers) {
                each.get(60, TimeUnit.SECONDS);
            }
            writer.get(60, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(documents.weight()).isLessThanOrEqualTo(100L * WEIGHT);
    }
}
