package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Roots;
import io.sepia.contract.GarbageContract.Leaf;
import io.sepia.contract.GarbageContract.Tree;
import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.MappingException;
import io.sepia.error.ObjectNotFoundException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a garbage collection is asked: its roots, its grace period, and why an object is alive. */
interface GarbageRootsContract extends StorageFixture {
    private static ObjectKey tree(String id) {
        return new ObjectKey("tree", id);
    }

    private static ObjectKey leaf(String id) {
        return new ObjectKey("leaf", id);
    }

    @Test
    default void gc_withoutRoots_isRefusedUnlessThatIsTheWish() {
        storage().save(new Leaf("a"));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Roots.objects())
                .withMessageContaining("Roots.NONE");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Roots.keys());
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Roots.keys(List.of()));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Roots.classes());
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Roots.classNames());
        assertThat(storage().count(Leaf.class)).isOne();

        assertThat(storage().garbage().grace(Duration.ZERO).collect(Roots.NONE).total())
                .isOne();
        assertThat(storage().classes()).isEmpty();
        assertThat(storage().garbage().grace(Duration.ZERO).collect(Roots.NONE).total())
                .isZero();
    }

    @Test
    default void gc_withRootsThatAreNotThere_deletesNothing() {
        storage().save(new Leaf("a"));

        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().garbage().grace(Duration.ZERO).collect(Roots.keys(leaf("a"), leaf("typo"))))
                .withMessageContaining("leaf 'typo'");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> storage().garbage().grace(Duration.ZERO).collect(Roots.classNames("typo")))
                .withMessageContaining("typo");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().garbage().grace(Duration.ZERO).collect(Roots.objects(new Leaf())));
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> Roots.classNames(""));
        assertThat(storage().exists(Leaf.class, "a")).isTrue();

        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .collect(Roots.classNames("typo").and(Roots.keys(leaf("a"))))
                        .total())
                .isZero();
    }

    @Test
    default void gc_keepsWhatWasSavedWithinTheGracePeriod() {
        storage().save(new Tree("root"));
        storage().save(new Leaf("young", new Leaf("held by what is young")));

        assertThat(storage().garbage().collect(Roots.classes(Tree.class)).total())
                .isZero();
        assertThat(storage()
                        .garbage()
                        .grace(Duration.ofDays(1_000_000))
                        .collect(Roots.classes(Tree.class))
                        .total())
                .isZero();
        assertThat(storage().count(Leaf.class)).isEqualTo(2);
        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .collect(Roots.classes(Tree.class))
                        .total())
                .isEqualTo(2);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> storage().garbage().grace(Duration.ofSeconds(-1)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> storage().garbage().batch(0));
    }

    @Test
    default void gc_insideATransaction_isRefused() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage()
                        .useTransaction(
                                tx -> storage().garbage().grace(Duration.ZERO).collect(Roots.NONE)))
                .withMessageContaining("End that one first");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage()
                        .transactions()
                        .readOnly()
                        .use(tx -> storage()
                                .garbage()
                                .grace(Duration.ZERO)
                                .dryRun()
                                .collect(Roots.NONE)));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage()
                        .transactions()
                        .readOnly()
                        .use(tx -> storage().garbage().whyAlive(Leaf.class, "a", Roots.NONE)));
    }

    @Test
    default void whyAlive_givesAShortestPathFromARoot() {
        Tree root = new Tree("root");
        root.leaf = new Leaf("1", new Leaf("2", new Leaf("3")));
        root.map.put("k", new Leaf("short", root.leaf.next.next));
        storage().save(root);
        storage().save(new Leaf("loose"));

        assertThat(storage().garbage().grace(Duration.ZERO).whyAlive(leaf("3"), Roots.objects(root)))
                .containsExactly(tree("root"), leaf("short"), leaf("3"));
        assertThat(storage().garbage().grace(Duration.ZERO).whyAlive(tree("root"), Roots.classes(Tree.class)))
                .containsExactly(tree("root"));
        assertThat(storage().garbage().grace(Duration.ZERO).whyAlive(leaf("loose"), Roots.classes(Tree.class)))
                .isEmpty();
        assertThat(storage().garbage().grace(Duration.ZERO).whyAlive(leaf("absent"), Roots.classes(Tree.class)))
                .isEmpty();
        assertThat(storage().garbage().whyAlive(Leaf.class, "loose", Roots.classes(Tree.class)))
                .as("it was saved within the grace period")
                .containsExactly(leaf("loose"));
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().garbage().whyAlive(Leaf.class, "3", Roots.keys(tree("typo"))));
    }
}
