package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.MarkedObjects.MarkedObject;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Place;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.WriteCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How backends show all references, and what is saved while somebody works on them. */
interface ReferenceGraphContract extends BackendFixture {
    private DocumentWrite container(String id, String... targets) {
        String content = Arrays.stream(targets)
                .map(each -> "{\"$ref\":{\"class\":\"note\",\"id\":\"" + each + "\"}}")
                .collect(Collectors.joining(",", "{\"related\":[", "]}"));
        return new DocumentWrite(key(id), ObjectType.CONTAINER, content, null, WriteCondition.NONE);
    }

    private static ReferenceGraph graph(BackendTransaction tx) {
        return tx.references().graph();
    }

    private static MarkedObjects marked(BackendTransaction tx) {
        return graph(tx).markedObjects().orElseThrow();
    }

    private long number(String id) {
        return ReferenceHash.of(key(id));
    }

    private Watch watch() {
        return writing(tx -> graph(tx).watch());
    }

    private <T> T writing(java.util.function.Function<BackendTransaction, T> work) {
        List<T> result = new ArrayList<>();
        change(tx -> result.add(work.apply(tx)));
        return result.get(0);
    }

    /** What is told of saves, as {@code source>target}; the targets are those of {@code batch}. */
    private List<String> told(BackendTransaction tx, Watch watch, List<Watch> next, String... batch) {
        Map<Long, String> names = new HashMap<>();
        Set<ObjectKey> keys = Arrays.stream(batch).map(this::key).collect(Collectors.toSet());
        keys.forEach(each -> names.put(ReferenceHash.of(each), each.id()));
        List<String> told = new ArrayList<>();
        next.add(graph(tx).saved(watch, keys, (source, targets) -> {
            for (long each : targets) {
                if (names.containsKey(each)) {
                    told.add(source.id() + ">" + names.get(each));
                }
            }
        }));
        return told;
    }

    @Test
    default void objects_showsAllWithWhatTheyReferTo() {
        save(container("a", "b", "c"), note("b", "{}"), container("c", "c"));
        save(write(new ObjectKey("other", "a"), "{}", null, WriteCondition.NONE));
        save(container("a", "c"));

        Map<ObjectKey, List<Long>> shown = new TreeMap<>();
        Map<ObjectKey, Instant> saved = new HashMap<>();
        read(tx -> graph(tx).objects((key, savedAt, targets) -> {
            shown.put(key, Arrays.stream(targets).boxed().toList());
            saved.put(key, savedAt);
        }));

        assertThat(shown).containsOnlyKeys(key("a"), key("b"), key("c"), new ObjectKey("other", "a"));
        assertThat(shown.get(key("a"))).containsExactly(number("c"));
        assertThat(shown.get(key("b"))).isEmpty();
        assertThat(shown.get(key("c"))).containsExactly(number("c"));
        assertThat(saved.get(key("a"))).isEqualTo(stored("a").updatedAt());
    }

    @Test
    default void objects_ofMany_areAllShownOnce() {
        List<DocumentWrite> writes = new ArrayList<>();
        for (int i = 0; i < 4_500; i++) {
            writes.add(i % 2 == 0 ? container("n" + i, "n" + (i + 1)) : note("n" + i, "{}"));
        }
        change(tx -> tx.save(writes));
        List<ObjectKey> shown = new ArrayList<>();
        int[] references = {0};
        read(tx -> graph(tx).objects((key, savedAt, targets) -> {
            shown.add(key);
            references[0] += targets.length;
        }));

        assertThat(shown).hasSize(4_500).doesNotHaveDuplicates();
        assertThat(references[0]).isEqualTo(2_250);
    }

    @Test
    default void saved_tellsWhatRefersToTheBatchSinceTheWatchBegan() {
        save(note("x", "{}"), note("y", "{}"), container("changed", "y"));
        Watch watch = watch();
        save(container("new", "x"));
        save(container("changed", "x", "y"));
        List<Watch> next = new ArrayList<>();

        change(tx -> assertThat(told(tx, watch, next, "x")).contains("new>x", "changed>x"));
        save(container("newer", "x"));
        change(tx -> assertThat(told(tx, next.get(0), next, "x")).contains("newer>x"));
        change(tx -> {
            assertThat(tx.delete(key("newer"), WriteCondition.NONE).any()).isTrue();
            assertThat(told(tx, next.get(0), next, "x")).doesNotContain("newer>x");
        });
        change(tx -> {
            tx.save(List.of(container("own", "y")));
            assertThat(told(tx, next.get(1), next, "y")).contains("own>y");
        });
        change(tx -> graph(tx).unwatch(watch));
    }

    @Test
    default void saved_tellsOfARestoredDocument() {
        save(container("a", "x"));
        Watch watch = watch();
        List<Watch> next = new ArrayList<>();
        var before = stored("a");
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        change(tx -> tx.restore(List.of(before)));

        change(tx -> assertThat(told(tx, watch, next, "x")).contains("a>x"));
        change(tx -> graph(tx).unwatch(watch));
    }

    @Test
    default void saved_afterARollback_tellsAgain() {
        save(note("x", "{}"));
        Watch watch = watch();
        save(container("a", "x"));
        List<Watch> next = new ArrayList<>();
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            assertThat(told(tx, watch, next, "x")).contains("a>x");
        }
        change(tx -> assertThat(told(tx, watch, next, "x")).contains("a>x"));
        change(tx -> graph(tx).unwatch(watch));
        change(tx -> graph(tx).unwatch(watch));
    }

    @Test
    default void alone_waitsForOthersWhoWrite() throws Exception {
        save(note("x", "{}"));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Watch watch = watch();
        Thread other = new Thread(() -> {
            try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                tx.save(List.of(container("late", "x")));
                begun.countDown();
                go.await();
                tx.commit();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.start();
        begun.await();
        Thread ending = new Thread(() -> {
            try {
                Thread.sleep(150);
                go.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        ending.start();
        change(tx -> {
            graph(tx).alone();
            assertThat(told(tx, watch, new ArrayList<>(), "x")).contains("late>x");
        });
        other.join();
        ending.join();
        change(tx -> graph(tx).unwatch(watch));
    }

    @Test
    default void tidy_leavesWhoRefersToWhat() {
        save(note("x", "{}"));
        List<DocumentWrite> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writes.add(container("n" + i, "x", "n" + (i + 1)));
        }
        change(tx -> tx.save(writes));
        change(tx -> tx.references().catchUp());
        change(tx -> {
            for (int i = 0; i < 290; i++) {
                tx.delete(key("n" + i), WriteCondition.NONE);
            }
            graph(tx).forgetDeleted();
        });
        read(tx -> assertThat(tx.references().referrers(key("x"), 0, 1_000)).hasSize(10));
        Optional<Place> place = Optional.empty();
        do {
            Optional<Place> from = place;
            place = writing(tx -> graph(tx).tidy(from));
        } while (place.isPresent());

        read(tx -> {
            assertThat(tx.references().isBehind()).isFalse();
            assertThat(tx.references().referrers(key("x"), 0, 1_000)).hasSize(10);
            assertThat(tx.references().referred(NOTE, List.of("x", "n5", "n295")))
                    .containsExactlyInAnyOrder("x", "n295");
        });
        save(container("n5", "x"));
        read(tx -> assertThat(tx.references().referrers(key("x"), 0, 1_000)).hasSize(11));
    }

    @Test
    default void marked_whereThatIsPossible_areRefusedOnceFrozen() {
        save(container("a", "b"), container("b", "a"), note("free", "{}"), container("other", "a"));
        if (reading(tx -> graph(tx).markedObjects().isEmpty())) {
            return;
        }
        change(tx -> marked(tx).mark(Set.of(key("a"), key("b")), new long[] {number("a"), number("b")}));
        save(container("free", "a"));
        read(tx -> assertThat(marked(tx).isFrozen()).isFalse());

        change(tx -> marked(tx).freeze());
        read(tx -> assertThat(marked(tx).isFrozen()).isTrue());
        for (DocumentWrite each : List.of(container("free", "b"), container("new", "x", "a"), note("a", "{}"))) {
            assertThatExceptionOfType(StorageBusyException.class)
                    .as(each.key().id())
                    .isThrownBy(() -> save(each));
        }
        save(note("free", "{\"changed\":true}"), container("new", "x"));
        read(tx -> assertThat(marked(tx).some(0, 10))
                .extracting(MarkedObject::key)
                .containsExactlyInAnyOrder(key("a"), key("b")));
        change(tx -> marked(tx).unmark(Set.of(key("b")), new long[] {number("b")}));
        save(container("free", "b"));
        change(tx -> {
            List<MarkedObject> left = marked(tx).some(0, 10);
            assertThat(left).extracting(MarkedObject::key).containsExactly(key("a"));
            tx.delete(NOTE, List.of("a"));
            assertThat(marked(tx).some(0, 10)).isEmpty();
        });
        save(note("a", "{}"));
        read(tx -> assertThat(marked(tx).some(0, 10)).as("another row").isEmpty());

        change(tx -> marked(tx).unmark());
        read(tx -> assertThat(marked(tx).isFrozen()).isFalse());
        save(container("new", "a"));
    }
}
