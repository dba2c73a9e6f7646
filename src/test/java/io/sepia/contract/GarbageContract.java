package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.change.Event;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.report.GarbageReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What garbage collection deletes and keeps, without concurrent writers. */
interface GarbageContract extends StorageFixture {
    /** A target of references. */
    @Stored("leaf")
    final class Leaf {
        String id;
        Leaf next;

        Leaf() {}

        Leaf(String id) {
            this.id = id;
        }

        Leaf(String id, Leaf next) {
            this.id = id;
            this.next = next;
        }
    }

    /** An embedded value. */
    final class Part {
        Leaf leaf;
        Map<String, List<Optional<Leaf>>> deep = new LinkedHashMap<>();
    }

    /** Contains every kind of reference. */
    @Stored("tree")
    final class Tree {
        String id;
        Leaf leaf;
        List<Leaf> list = new ArrayList<>();
        Set<Leaf> set = new LinkedHashSet<>();
        Map<String, Leaf> map = new LinkedHashMap<>();
        Map<String, Map<String, Leaf>> maps = new LinkedHashMap<>();
        Optional<Leaf> optional = Optional.empty();
        Leaf[] array = {};
        Part part;
        List<Part> parts = new ArrayList<>();
        Ref<Leaf> ref;
        Tree other;

        Tree() {}

        Tree(String id) {
            this.id = id;
        }
    }

    /** Its deletion is refused while an object refers to it. */
    @Stored(value = "kept", onDelete = OnDelete.REFUSE)
    final class Kept {
        String id;
        Kept other;
        Cleared cleared;

        Kept() {}

        Kept(String id) {
            this.id = id;
        }
    }

    /** Its deletion clears references to it. */
    @Stored(value = "cleared", onDelete = OnDelete.CLEAR, events = true)
    final class Cleared {
        String id;
        Cleared other;

        Cleared() {}

        Cleared(String id) {
            this.id = id;
        }
    }

    private static ObjectKey tree(String id) {
        return new ObjectKey("tree", id);
    }

    private static ObjectKey leaf(String id) {
        return new ObjectKey("leaf", id);
    }

    @Test
    default void gc_keepsWhatRootsReachWhereverReferencesStand() {
        Tree tree = new Tree("t");
        tree.leaf = new Leaf("plain");
        tree.list.add(new Leaf("in list"));
        tree.set.add(new Leaf("in set"));
        tree.map.put("k", new Leaf("in map"));
        tree.maps.put("k", Map.of("l", new Leaf("in map of maps")));
        tree.optional = Optional.of(new Leaf("in optional"));
        tree.array = new Leaf[] {new Leaf("in array")};
        tree.part = new Part();
        tree.part.leaf = new Leaf("in part");
        tree.part.deep.put("k", List.of(Optional.empty(), Optional.of(new Leaf("deep in part"))));
        Part second = new Part();
        second.leaf = new Leaf("in a list of parts");
        tree.parts.add(new Part());
        tree.parts.add(second);
        tree.ref = Ref.to(Leaf.class, "by ref");
        tree.other = new Tree("u");
        tree.other.other = tree;
        tree.other.leaf = new Leaf("far", new Leaf("farther"));
        storage().save(new Leaf("by ref"));
        storage().save(tree);
        long leaves = storage().count(Leaf.class);
        assertThat(leaves).isEqualTo(13);
        storage().save(new Leaf("loose", new Leaf("looser")));

        GarbageReport report = storage().garbage().grace(Duration.ZERO).collect(Roots.objects(tree));

        assertThat(report.keys()).containsExactly(leaf("loose"), leaf("looser"));
        assertThat(storage().count(Leaf.class)).isEqualTo(leaves);
        assertThat(storage().load(Tree.class, "t").part.deep.get("k").get(1)).isPresent();
        assertThat(report.reached()).isEqualTo(leaves + 2);
    }

    @Test
    default void gc_keepsWhatDocumentsOfUnknownClassesReferTo() {
        storage().save(new Leaf("a"));
        storage().save(new Leaf("b"));
        storage().documents("page").save("p", "{\"x\":[1,{\"y\":{\"$ref\":{\"id\":\"a\",\"class\":\"leaf\"}}}]}");

        storage().garbage().grace(Duration.ZERO).collect(Roots.classNames("page"));

        assertThat(storage().ids(Leaf.class)).containsExactly("a");
    }

    @Test
    default void gc_tellsWhatItHasDeletedByClass() {
        storage().save(new Tree("root"));
        Tree loose = new Tree("loose");
        loose.list.addAll(List.of(new Leaf("a"), new Leaf("b")));
        storage().save(loose);

        GarbageReport report = storage().garbage().grace(Duration.ZERO).collect(Roots.keys(tree("root")));

        assertThat(report.isDryRun()).isFalse();
        assertThat(report.total()).isEqualTo(3);
        assertThat(report.counts()).containsExactly(Map.entry("leaf", 2L), Map.entry("tree", 1L));
        assertThat(report.ids("leaf")).containsExactlyInAnyOrder("a", "b");
        assertThat(report.ids("tree")).containsExactly("loose");
        assertThat(report.keys().findFirst()).contains(tree("loose"));
        assertThat(report.spared()).isZero();
        assertThat(report.duration()).isPositive();
        assertThat(report).hasToString(report.toString()).asString().contains("deleted 3 of 4 objects");
    }

    @Test
    default void gc_dryRun_givesTheSameAnswerAndDeletesNothing() {
        storage().save(new Tree("root"));
        storage().save(new Leaf("a", new Leaf("b")));
        Map<String, List<String>> before = storage().contents().ids();

        GarbageReport dry = storage().garbage().grace(Duration.ZERO).dryRun().collect(Roots.classes(Tree.class));
        assertThat(dry.isDryRun()).isTrue();
        assertThat(storage().contents().ids()).isEqualTo(before);

        GarbageReport real = storage().garbage().grace(Duration.ZERO).collect(Roots.classes(Tree.class));
        assertThat(real.keys().toList())
                .containsExactlyInAnyOrderElementsOf(dry.keys().toList());
        assertThat(real.reached()).isEqualTo(dry.reached());
        assertThat(storage().contents().ids()).isEqualTo(Map.of("tree", List.of("root")));
    }

    @Test
    default void gc_deletesUnreachableCycles() {
        Tree a = new Tree("a");
        Tree b = new Tree("b");
        Tree self = new Tree("self");
        a.other = b;
        b.other = a;
        b.leaf = new Leaf("held by a circle");
        self.other = self;
        Tree alive = new Tree("alive");
        alive.other = new Tree("alive too");
        alive.other.other = alive;
        storage().saveAll(List.of(a, self, alive));

        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .batch(1)
                        .collect(Roots.objects(alive))
                        .total())
                .isEqualTo(4);
        assertThat(storage().ids(Tree.class)).containsExactly("alive", "alive too");
        assertThat(storage().count(Leaf.class)).isZero();
    }

    @Test
    default void gc_deletesHoldersBeforeWhatTheyReferTo() {
        Leaf chain = null;
        for (int i = 0; i < 50; i++) {
            chain = new Leaf(i * 7 % 50 + "", chain);
        }
        storage().save(new Tree("root"));
        storage().save(chain);
        List<String> expected = new ArrayList<>();
        for (Leaf each = chain; each != null; each = each.next) {
            expected.add(each.id);
        }

        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .batch(3)
                        .collect(Roots.classes(Tree.class))
                        .ids("leaf"))
                .containsExactlyElementsOf(expected);
    }

    @Test
    default void gc_ofWhatRefusesOrClears_takesPlace() {
        Kept a = new Kept("a");
        Kept b = new Kept("b");
        a.other = b;
        b.other = a;
        a.cleared = new Cleared("x");
        a.cleared.other = new Cleared("y");
        Kept alive = new Kept("alive");
        alive.other = new Kept("held");
        alive.cleared = new Cleared("alive");
        storage().saveAll(List.of(a, alive));

        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .collect(Roots.objects(alive))
                        .total())
                .isEqualTo(4);

        assertThat(storage().ids(Kept.class)).containsExactly("alive", "held");
        assertThat(storage().ids(Cleared.class)).containsExactly("alive");
        assertThat(storage().documents("kept").load("alive").version()).isOne();
        assertThat(storage().history(Cleared.class, "x").events())
                .extracting(Event::type)
                .containsExactly(EventType.CREATED, EventType.DELETED);
        assertThat(storage().history(Cleared.class, "alive").events()).hasSize(1);
    }

    @Test
    default void gc_isEnteredInTheLogOfChanges() {
        Storage other = open(builder -> builder.option("changes", "on"));
        other.save(new Tree("root"));
        other.save(new Leaf("a"));
        other.garbage().grace(Duration.ZERO).collect(Roots.classes(Tree.class));

        assertThat(other.changes().since(io.sepia.change.ChangeCursor.BEGINNING).changes())
                .anySatisfy(change -> {
                    assertThat(change.key()).isEqualTo(leaf("a"));
                    assertThat(change.kind()).isEqualTo(io.sepia.change.ChangeKind.DELETED);
                });
    }

    @Test
    default void gc_leavesTheIndexOfReferencesAsItShouldBe() {
        Leaf shared = new Leaf("shared");
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Tree tree = new Tree("t" + i);
            tree.list.add(shared);
            tree.leaf = new Leaf("own" + i);
            trees.add(tree);
        }
        storage().saveAll(trees);
        storage().whoReferences(Leaf.class, "shared");

        storage().garbage().grace(Duration.ZERO).collect(Roots.objects(trees.get(7)));

        assertThat(storage().whoReferences(Leaf.class, "shared")).containsExactly(tree("t7"));
        assertThat(storage().whoReferences(Leaf.class, "own8")).isEmpty();
        assertThat(storage().contents().ids())
                .isEqualTo(Map.of("leaf", List.of("own7", "shared"), "tree", List.of("t7")));
    }
}
