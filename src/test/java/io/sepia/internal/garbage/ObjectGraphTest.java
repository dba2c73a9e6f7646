package io.sepia.internal.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceHash;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The graph of references, reachability in it, and the order of deletion. */
class ObjectGraphTest {
    private static final int NODES = 30;

    private static ObjectKey key(int index) {
        return new ObjectKey("class" + index % 3, "id-é-" + index);
    }

    /** Returns a graph in which object i refers to {@code targets.get(i)}, and to an object that is not stored. */
    private static ObjectGraph graph(List<Set<Integer>> targets) {
        ReferenceGraph references = (ReferenceGraph) Proxy.newProxyInstance(
                ObjectGraphTest.class.getClassLoader(),
                new Class<?>[] {ReferenceGraph.class},
                (proxy, method, args) -> {
                    assertThat(method.getName()).isEqualTo("objects");
                    for (int i = 0; i < targets.size(); i++) {
                        List<Long> numbers = new ArrayList<>(List.of(ReferenceHash.of(new ObjectKey("gone", "x"))));
                        targets.get(i).forEach(each -> numbers.add(ReferenceHash.of(key(each))));
                        ((ReferenceGraph.ObjectVisitor) args[0])
                                .object(
                                        key(i),
                                        Instant.ofEpochSecond(i),
                                        numbers.stream()
                                                .mapToLong(Long::longValue)
                                                .toArray());
                    }
                    return null;
                });
        return ObjectGraph.read(references, count -> {});
    }

    private static List<Set<Integer>> random(Random random) {
        List<Set<Integer>> targets = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            Set<Integer> own = new HashSet<>();
            for (int k = random.nextInt(3); k > 0; k--) {
                own.add(random.nextInt(NODES));
            }
            targets.add(own);
        }
        return targets;
    }

    /** Returns all objects that can be reached from one object, including itself, by the simplest algorithm. */
    private static Set<Integer> reach(List<Set<Integer>> targets, int from, BitSet within) {
        Set<Integer> reached = new HashSet<>();
        List<Integer> open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            int each = open.remove(open.size() - 1);
            if (within.get(each) && reached.add(each)) {
                open.addAll(targets.get(each));
            }
        }
        return reached;
    }

    @Test
    void reach_ofRandomGraphs_isWhatTheSimplestMeansFind() {
        for (int seed = 0; seed < 300; seed++) {
            List<Set<Integer>> targets = random(new Random(seed));
            ObjectGraph graph = graph(targets);
            BitSet all = new BitSet();
            all.set(0, NODES);
            BitSet roots = new BitSet();
            roots.set(seed % NODES);
            Set<Integer> expected = reach(targets, seed % NODES, all);

            assertThat(Reach.of(graph, roots).stream().boxed()).containsExactlyInAnyOrderElementsOf(expected);
            for (int i = 0; i < NODES; i++) {
                int[] path = Reach.path(graph, roots, i);
                assertThat(path.length > 0).isEqualTo(expected.contains(i));
                for (int step = 1; step < path.length; step++) {
                    assertThat(targets.get(path[step - 1])).contains(path[step]);
                }
            }
        }
    }

    @Test
    void order_ofRandomGraphs_hasHoldersFirstAndCyclesTogether() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Set<Integer>> targets = random(random);
            BitSet garbage = new BitSet();
            for (int i = 0; i < NODES; i++) {
                garbage.set(i, random.nextInt(4) > 0);
            }
            DeletionOrder.Groups groups = DeletionOrder.of(graph(targets), garbage);

            BitSet left = (BitSet) garbage.clone();
            for (int group = 0; group < groups.count(); group++) {
                Set<Integer> members = new HashSet<>();
                for (int at = groups.starts()[group]; at < groups.starts()[group + 1]; at++) {
                    members.add(groups.objects()[at]);
                }
                for (int each : members) {
                    assertThat(reach(targets, each, garbage)).as("seed " + seed).containsAll(members);
                    left.clear(each);
                }
                left.stream()
                        .forEach(holder -> assertThat(targets.get(holder))
                                .as("no remaining object refers to a deleted one, seed %d", random.nextInt())
                                .doesNotContainAnyElementsOf(members));
            }
            assertThat(left.isEmpty()).isTrue();
            assertThat(groups.objects()).hasSize(garbage.cardinality()).doesNotHaveDuplicates();
        }
    }

    @Test
    void keys_ofAnyLength_comeBackAsTheyWere() {
        KeyTable table = new KeyTable();
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            keys.add(new ObjectKey("class" + i % 300, i + "é😀x".repeat(i % 70)));
        }
        keys.forEach(table::add);

        for (int i = 0; i < keys.size(); i++) {
            assertThat(table.key(i)).isEqualTo(keys.get(i));
        }
    }

    @Test
    void indexOf_findsWhatIsStored() {
        ObjectGraph graph = graph(random(new Random(1)));

        assertThat(graph.indexOf(key(7))).isEqualTo(7);
        assertThat(graph.indexOf(key(NODES))).isEqualTo(-1);
        assertThat(graph.savedAt(2)).isEqualTo(2_000_000);
        assertThat(graph(List.of()).indexOf(key(0))).isEqualTo(-1);
    }
}
