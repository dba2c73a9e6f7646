package io.sepia.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GenerationRetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private static StoredGeneration generation(ObjectKey key, long number, Instant at) {
        return new StoredGeneration(
                new GenerationHeader(key, number, ObjectType.SERIALIZABLE, null, number, at, null), "{}");
    }

    @Test
    void look_dropsWhatWasReplacedLongerAgo() throws InterruptedException {
        InMemoryStorage backend = InMemoryStorage.open(Map.of());
        try (GenerationRetention retention = new GenerationRetention(backend, Clock.fixed(NOW, ZoneOffset.UTC))) {
            backend.write(tx -> {
                tx.generations().rule("aging", new HistoryRule(true, 0, 30));
                tx.generations().rule("kept", HistoryRule.ALL);
                for (String className : List.of("aging", "kept")) {
                    IntStream.range(0, 500).forEach(i -> {
                        ObjectKey key = new ObjectKey(className, "o" + i);
                        tx.generations()
                                .restore(
                                        key,
                                        List.of(
                                                generation(key, 1, NOW.minus(90, ChronoUnit.DAYS)),
                                                generation(key, 2, NOW.minus(60, ChronoUnit.DAYS)),
                                                generation(key, 3, NOW.minus(10, ChronoUnit.DAYS))));
                    });
                }
                return true;
            });
            retention.run();

            for (int i : List.of(0, 199, 200, 499)) {
                assertThat(backend.<List<GenerationHeader>>read(
                                tx -> tx.generations().page(new ObjectKey("aging", "o" + i), 0, 10)))
                        .extracting(GenerationHeader::number)
                        .containsExactly(2L, 3L);
                assertThat(backend.<Long>read(tx -> tx.generations().count(new ObjectKey("kept", "o" + i))))
                        .isEqualTo(3);
            }
        }
        backend.close();
    }

    @Test
    void look_ruleChangedAfterItWasRead_dropsNothing() throws InterruptedException {
        InMemoryStorage memory = InMemoryStorage.open(Map.of());
        ObjectKey key = new ObjectKey("aging", "o");
        memory.write(tx -> {
            tx.generations().rule("aging", new HistoryRule(true, 0, 30));
            tx.generations()
                    .restore(
                            key,
                            List.of(
                                    generation(key, 1, NOW.minus(90, ChronoUnit.DAYS)),
                                    generation(key, 2, NOW.minus(60, ChronoUnit.DAYS))));
            return true;
        });
        StorageBackend changing = (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("write")) {
                        memory.write(tx -> {
                            tx.generations().rule("aging", HistoryRule.ALL);
                            return true;
                        });
                    }
                    return method.invoke(memory, given);
                });
        try (GenerationRetention retention = new GenerationRetention(changing, Clock.fixed(NOW, ZoneOffset.UTC))) {
            retention.run();
        }
        assertThat(memory.<Long>read(tx -> tx.generations().count(key))).isEqualTo(2);
        memory.close();
    }
}
