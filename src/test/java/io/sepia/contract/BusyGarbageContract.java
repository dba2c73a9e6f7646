package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.contract.GarbageContract.Leaf;
import io.sepia.contract.GarbageContract.Tree;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.model.Ref;
import io.sepia.report.GarbageReport;
import io.sepia.report.GarbageReport.Progress.Phase;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Garbage collection concurrent with other operations. */
interface BusyGarbageContract extends StorageFixture {
    /** Collects one object at a time, and runs {@code work} once, after the given number of deletions. */
    private GarbageReport gcWith(int when, Runnable work) {
        List<GarbageReport.Progress> done = new ArrayList<>();
        return storage()
                .garbage()
                .grace(Duration.ZERO)
                .batch(1)
                .onProgress(progress -> {
                    if (progress.phase() == Phase.SWEEPING && progress.done() == when && done.isEmpty()) {
                        done.add(progress);
                        work.run();
                    }
                })
                .collect(Roots.classes(Tree.class));
    }

    /** A chain of unreachable objects: a refers to b, b to c, c to d. */
    private void saveChain() {
        storage().save(new Tree("root"));
        storage().save(new Leaf("a", new Leaf("b", new Leaf("c", new Leaf("d")))));
    }

    private Tree holding(String id) {
        Tree tree = new Tree("holder");
        tree.ref = Ref.to(Leaf.class, id);
        return tree;
    }

    @Test
    default void gc_sparesObjectsReferredToConcurrently_withTheirTargets() {
        saveChain();
        GarbageReport report = gcWith(2, () -> storage().save(holding("c")));

        assertThat(report.ids("leaf")).containsExactly("a", "b");
        assertThat(report.spared()).isEqualTo(2);
        assertThat(storage().load(Tree.class, "holder").ref.get().next.id).isEqualTo("d");
    }

    @Test
    default void gc_sparesWhatIsReferredToBeforeTheFirstIsDeleted() {
        saveChain();
        GarbageReport report = gcWith(0, () -> storage().save(holding("a")));

        assertThat(report.total()).isZero();
        assertThat(report.spared()).isEqualTo(4);
        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .collect(Roots.classes(Tree.class))
                        .total())
                .isZero();
    }

    @Test
    default void gc_sparesObjectsSavedConcurrently() {
        saveChain();
        GarbageReport report = gcWith(1, () -> storage().documents("leaf").save("b", content("leaf", "b")));

        assertThat(report.ids("leaf")).containsExactly("a");
        assertThat(report.spared()).isEqualTo(3);
        assertThat(storage().ids(Leaf.class)).containsExactly("b", "c", "d");
    }

    @Test
    default void gc_objectsSavedAlongConcurrently_areStoredWhole() {
        saveChain();
        Tree holder = new Tree("holder");
        holder.leaf = storage().load(Leaf.class, "a");
        gcWith(1, () -> storage().save(holder));

        assertThat(storage().load(Tree.class, "holder").leaf.next.next.next.id).isEqualTo("d");
    }

    @Test
    default void gc_sparesAWholeCycleWhenOneOfItIsReferredTo() {
        storage().save(new Tree("root"));
        Leaf first = new Leaf("0");
        Leaf last = first;
        for (int i = 1; i < 20; i++) {
            last = new Leaf(i + "", last);
        }
        first.next = last;
        storage().save(first);
        GarbageReport report = gcWith(0, () -> storage().save(holding("13")));

        assertThat(report.total()).isZero();
        assertThat(report.spared()).isEqualTo(20);
        assertThat(storage().count(Leaf.class)).isEqualTo(20);
    }

    @Test
    default void gc_objectsDeletedConcurrently_areNoError() {
        saveChain();
        GarbageReport report = gcWith(1, () -> storage().delete(Leaf.class, "b"));

        assertThat(report.ids("leaf")).containsExactly("a", "c", "d");
        assertThat(report.spared()).isOne();
    }

    @Test
    default void gc_sparesObjectsDeletedAndStoredAgainConcurrently() {
        saveChain();
        GarbageReport report = gcWith(1, () -> {
            storage().delete(Leaf.class, "c");
            storage().insert(new Leaf("c"));
        });

        assertThat(report.ids("leaf")).containsExactly("a", "b");
        assertThat(storage().ids(Leaf.class))
                .as("the next collection deletes what c referred to")
                .containsExactly("c", "d");
    }

    @Test
    default void gc_sparesWhatAnImportRefersToAndLeavesAlone() {
        saveChain();
        storage().save(holding("c"));
        StringWriter export = new StringWriter();
        storage().contents().exportData(export);
        storage().delete(Tree.class, "holder");
        byte[] bytes = export.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);

        gcWith(
                2,
                () -> storage()
                        .contents()
                        .importData(new java.io.ByteArrayInputStream(bytes), io.sepia.report.ConflictPolicy.SKIP));

        assertThat(storage().load(Tree.class, "holder").ref.get().next.id).isEqualTo("d");
        // The import contained the other objects too, and stored those that were deleted.
        assertThat(storage().load(Leaf.class, "a").next.next.next.id).isEqualTo("d");
    }

    @Test
    default void gc_ofWhatIsNewIsNotDone() {
        saveChain();
        GarbageReport report = gcWith(1, () -> storage().save(new Leaf("new", new Leaf("newer"))));

        assertThat(report.total()).isEqualTo(4);
        assertThat(storage().ids(Leaf.class)).containsExactly("new", "newer");
    }

    @Test
    default void gc_interrupted_stopsBetweenTransactions() {
        saveChain();
        assertThatExceptionOfType(StorageFailureException.class)
                .isThrownBy(() -> gcWith(2, () -> Thread.currentThread().interrupt()))
                .withMessageContaining("deleted 2 objects");
        assertThat(Thread.interrupted()).isTrue();

        assertThat(storage().load(Leaf.class, "c").next.id).isEqualTo("d");
        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .collect(Roots.classes(Tree.class))
                        .total())
                .isEqualTo(2);
    }

    @Test
    default void gc_ofAStoreThatIsClosedConcurrently_stopsWithTheError() {
        saveChain();
        Storage storage = storage();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> gcWith(2, storage::close));
    }

    @Test
    default void gc_ofAListenerThatThrows_stopsWithThatError() {
        saveChain();
        IllegalStateException thrown = new IllegalStateException("enough");
        Consumer<GarbageReport.Progress> failing = progress -> {
            throw thrown;
        };
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .onProgress(failing)
                        .collect(Roots.classes(Tree.class)))
                .isSameAs(thrown);

        assertThat(storage().count(Leaf.class)).isEqualTo(4);
        storage().save(new Leaf("saving goes on"));
        assertThat(storage()
                        .garbage()
                        .grace(Duration.ZERO)
                        .collect(Roots.classes(Tree.class))
                        .total())
                .isEqualTo(5);
    }

    @Test
    default void gc_tellsHowFarItHasCome() {
        saveChain();
        List<GarbageReport.Progress> told = new ArrayList<>();
        storage()
                .garbage()
                .grace(Duration.ZERO)
                .batch(3)
                .onProgress(told::add)
                .collect(Roots.keys(new ObjectKey("tree", "root")));

        assertThat(told)
                .containsExactly(
                        new GarbageReport.Progress(Phase.SWEEPING, 0, 4),
                        new GarbageReport.Progress(Phase.SWEEPING, 3, 4),
                        new GarbageReport.Progress(Phase.SWEEPING, 4, 4));
    }
}
