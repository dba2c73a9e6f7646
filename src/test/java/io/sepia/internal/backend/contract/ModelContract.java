package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random transactions, compared with a sorted map that does the same. */
interface ModelContract extends BackendFixture {
    /** Content and version by key. */
    final class Model {
        private final TreeMap<ObjectKey, Map.Entry<String, Long>> objects;
        /** The highest version of a deleted object, by class. */
        private final Map<String, Long> floors;

        Model(Map<ObjectKey, Map.Entry<String, Long>> objects, Map<String, Long> floors) {
            this.objects = new TreeMap<>(objects);
            this.floors = new HashMap<>(floors);
        }

        Model copy() {
            return new Model(objects, floors);
        }

        void save(ObjectKey key, String content) {
            long before = objects.containsKey(key) ? version(key) : floors.getOrDefault(key.className(), 0L);
            objects.put(key, Map.entry(content, before + 1));
        }

        long version(ObjectKey key) {
            return objects.containsKey(key) ? objects.get(key).getValue() : 0;
        }

        boolean delete(ObjectKey key) {
            floors.merge(key.className(), version(key), Math::max);
            return objects.remove(key) != null;
        }

        long clear(String className) {
            List<ObjectKey> keys = objects.keySet().stream()
                    .filter(key -> key.className().equals(className))
                    .toList();
            keys.forEach(this::delete);
            return keys.size();
        }

        SortedMap<String, Long> classes() {
            SortedMap<String, Long> classes = new TreeMap<>(ObjectKey.TEXT_ORDER);
            objects.keySet().forEach(key -> classes.merge(key.className(), 1L, Long::sum));
            return classes;
        }
    }

    @Test
    default void transactions_random_actAsTheModel() {
        Random random = new Random(20_261_123);
        Model committed = new Model(Map.of(), Map.of());
        for (int round = 0; round < 150; round++) {
            Model model = committed.copy();
            try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                for (int step = random.nextInt(12); step > 0; step--) {
                    step(random, tx, model);
                    assertSame(tx, model, "within transaction " + round);
                }
                if (random.nextInt(4) > 0) {
                    tx.commit();
                    committed = model;
                }
            }
            Model expected = committed;
            String when = "after transaction " + round;
            read(tx -> assertSame(tx, expected, when));
        }
        assertThat(committed.objects).hasSizeGreaterThan(10);
    }

    private void step(Random random, BackendTransaction tx, Model model) {
        ObjectKey key = randomKey(random);
        String content = String.valueOf(random.nextInt());
        switch (random.nextInt(20)) {
            case 0 -> assertThat(tx.clear(key.className()).count()).isEqualTo(model.clear(key.className()));
            case 1, 2, 3 ->
                assertThat(tx.delete(key, WriteCondition.NONE).any()).isEqualTo(model.delete(key));
            case 4 -> {
                List<String> ids = new ArrayList<>();
                long there = 0;
                for (int i = 0; i < 3; i++) {
                    ObjectKey each =
                            new ObjectKey(key.className(), randomKey(random).id());
                    ids.add(each.id());
                    there += model.delete(each) ? 1 : 0;
                }
                assertThat(tx.delete(key.className(), ids).count()).isEqualTo(there);
            }
            case 5, 6 -> {
                tx.save(List.of(write(key, content, null, WriteCondition.IF_ABSENT)));
                if (model.version(key) == 0) {
                    model.save(key, content);
                }
            }
            case 7, 8, 9 -> {
                long version = model.version(key);
                tx.save(List.of(write(
                        key,
                        content,
                        null,
                        version == 0 ? WriteCondition.NEW_VERSION : WriteCondition.version(version))));
                model.save(key, content);
            }
            default -> {
                tx.save(List.of(write(key, content, null, WriteCondition.NONE)));
                model.save(key, content);
            }
        }
    }

    private static ObjectKey randomKey(Random random) {
        return new ObjectKey(List.of("a", "b", "~", "\uFF5E", "😀").get(random.nextInt(5)), "n" + random.nextInt(15));
    }

    private static void assertSame(BackendTransaction tx, Model model, String when) {
        assertThat(tx.classes()).as(when).isEqualTo(model.classes());
        List<StoredDocument> documents = new ArrayList<>();
        model.classes().forEach((className, count) -> {
            documents.addAll(tx.page(className, "", 100));
            assertThat(tx.count(className)).as(when).isEqualTo(count);
        });
        assertThat(documents)
                .as(when)
                .extracting(StoredDocument::key)
                .containsExactlyElementsOf(model.objects.keySet());
        assertThat(documents)
                .as(when)
                .extracting(document -> Map.entry(document.content(), document.version()))
                .containsExactlyElementsOf(model.objects.values());
    }
}
