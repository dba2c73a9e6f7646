package io.sepia.internal.garbage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.report.GarbageReport;
import io.sepia.report.GarbageReport.Progress.Phase;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Circles of garbage in SQLite that are too large for one transaction. */
class MarkedGarbageTest {
    private static final int SIZE = 20;

    @TempDir
    private Path directory;

    private Storage storage;

    /** A link of a chain. */
    @Stored(value = "link", events = true)
    static final class Link {
        String id;
        int number;
        Link next;

        Link() {}

        Link(String id, Link next) {
            this.id = id;
            this.next = next;
        }
    }

    /** An object that keeps links alive. */
    @Stored("holder")
    static final class Holder {
        String id;
        Ref<Link> ref;
        Link link;

        Holder() {}

        Holder(String id) {
            this.id = id;
        }
    }

    @BeforeEach
    void open() {
        storage = StorageBuilder.of(directory.resolve("store.db"))
                .option("retry_timeout", 0)
                .open();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void saveCycle() {
        Link first = new Link("0", null);
        Link last = first;
        for (int i = 1; i < SIZE; i++) {
            last = new Link(i + "", last);
        }
        first.next = last;
        storage.save(first);
        storage.save(new Link("before", first));
        first.number++;
        Link after = new Link("after", null);
        storage.documents("link")
                .save(
                        "0",
                        "{\"id\":\"0\",\"next\":{\"$ref\":{\"class\":\"link\",\"id\":\"" + (SIZE - 1)
                                + "\"}},\"x\":{\"$ref\":{\"class\":\"link\",\"id\":\"after\"}}}");
        storage.save(after);
        storage.save(new Holder("root"));
    }

    private GarbageReport gc(Consumer<GarbageReport.Progress> progress) {
        return storage.garbage()
                .grace(Duration.ZERO)
                .batch(3)
                .onProgress(progress)
                .collect(Roots.classes(Holder.class));
    }

    private Holder holding(String id) {
        Holder holder = new Holder("new");
        holder.ref = Ref.to(Link.class, id);
        return holder;
    }

    /** Runs {@code work} once, when part of the cycle is deleted. */
    private GarbageReport gcWith(Runnable work) {
        List<GarbageReport.Progress> told = new ArrayList<>();
        return gc(progress -> {
            if (progress.phase() == Phase.SWEEPING && progress.done() > 7 && told.isEmpty()) {
                told.add(progress);
                assertThat(storage.count(Link.class)).isBetween(2L, SIZE - 1L);
                work.run();
            }
        });
    }

    private List<String> leftovers() {
        List<String> names = new ArrayList<>();
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT name FROM sqlite_schema WHERE name LIKE 'garbage%'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
        return names;
    }

    /** Importing it would restore objects without the objects to which they refer. */
    @Test
    void exportOfWhatIsHalfDeleted_isRefused() {
        saveCycle();
        gcWith(() -> {
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> storage.contents().exportData(new StringWriter()))
                    .withMessageContaining("garbage collection");
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> storage.contents().hash());
        });

        assertThat(storage.contents().exportData(new StringWriter()).documents())
                .isEqualTo(1);
    }

    @Test
    void gc_deletesALargeCycleInParts() {
        saveCycle();
        GarbageReport report = gcWith(() -> {});

        assertThat(report.counts()).isEqualTo(Map.of("link", SIZE + 2L));
        assertThat(report.keys().findFirst()).contains(new ObjectKey("link", "before"));
        assertThat(report.keys().skip(SIZE + 1)).containsExactly(new ObjectKey("link", "after"));
        assertThat(storage.count(Link.class)).isZero();
        assertThat(storage.history(Link.class, "7").events().stream().map(each -> each.type()))
                .containsExactly(EventType.CREATED, EventType.DELETED);
        storage.close();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void save_ofWhatIsSealed_isRefusedUntilItIsGone() {
        saveCycle();
        Link link = storage.load(Link.class, "19");
        Holder along = new Holder("new");
        along.link = link;
        gcWith(() -> {
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> storage.save(holding("3")))
                    .withMessageContaining("garbage collection");
            assertThatExceptionOfType(StorageBusyException.class).isThrownBy(() -> storage.saveGraph(link));
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> storage.saveAll(List.of(new Holder("a"), holding("3"), new Holder("b"))));
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> storage.documents("link").save("3", "{\"id\":\"3\"}"));
            storage.save(new Holder("free to go"));
            storage.save(holding("nobody"));
            assertThat(storage.delete(Link.class, "3")).isTrue();
        });

        assertThat(storage.ids(Holder.class)).containsExactly("free to go", "new", "root");
        storage.save(along);
        assertThat(storage.count(Link.class))
                .as("restored with everything to which it refers")
                .isEqualTo(SIZE);
        assertThat(storage.load(Holder.class, "new").link.next.next.id).isEqualTo("17");
    }

    @Test
    void save_beforeTheCycleIsFrozen_sparesIt() {
        saveCycle();
        List<GarbageReport.Progress> told = new ArrayList<>();
        GarbageReport report = gc(progress -> {
            if (told.isEmpty()) {
                told.add(progress);
                storage.save(holding("3"));
            }
        });

        assertThat(report.ids("link")).containsExactly("before");
        assertThat(storage.count(Link.class)).isEqualTo(SIZE + 1);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void gc_killedWithinALargeCycle_isCompletedWhenTheStoreIsOpened() {
        saveCycle();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> gcWith(storage::close));
        assertThat(leftovers()).contains("garbage_refuse_save");

        open();
        assertThat(storage.ids(Link.class)).containsExactly("after");
        assertThat(leftovers()).doesNotContain("garbage_refuse_save", "garbage_condemned");
        assertThat(storage.history(Link.class, "7").events().stream().map(each -> each.type()))
                .containsExactly(EventType.CREATED, EventType.DELETED);
        assertThat(gc(progress -> {}).ids("link")).containsExactly("after");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void gc_whoseListenerThrowsWithinALargeCycle_completesIt() {
        saveCycle();
        IllegalStateException thrown = new IllegalStateException("enough");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> gcWith(() -> {
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(storage.ids(Link.class)).containsExactly("after");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void gc_interruptedWithinALargeCycle_completesIt() {
        saveCycle();
        assertThatExceptionOfType(io.sepia.error.StorageFailureException.class)
                .isThrownBy(() -> gcWith(() -> Thread.currentThread().interrupt()))
                .withMessageContaining("deleted 21 objects");
        assertThat(Thread.interrupted()).isTrue();

        assertThat(storage.ids(Link.class)).containsExactly("after");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void gc_besideAnother_endsWithTheError() {
        saveCycle();
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> gc(progress -> {
                    if (progress.done() == 0) {
                        storage.garbage().collect(Roots.NONE);
                    }
                }))
                .withMessageContaining("Another garbage collection");
        assertThat(storage.count(Link.class)).isEqualTo(SIZE + 2);
        assertThat(gc(progress -> {}).total()).isEqualTo(SIZE + 2);
    }

    @Test
    void watch_ofACollectionThatWasKilled_isEndedByTheNext() {
        saveCycle();
        assertThatExceptionOfType(StorageClosedException.class).isThrownBy(() -> gc(progress -> storage.close()));
        assertThat(leftovers()).contains("garbage_saved_insert");

        open();
        storage.save(new Holder("again"));
        storage.save(new Holder("again"));
        assertThat(gc(progress -> {}).total()).isEqualTo(SIZE + 2);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void dryRun_ofAStoreThatIsOpenedToRead_works() {
        saveCycle();
        storage.close();
        storage = StorageBuilder.of(directory.resolve("store.db"))
                .option("read_only", true)
                .open();
        assertThat(storage.garbage()
                        .grace(Duration.ZERO)
                        .dryRun()
                        .collect(Roots.classes(Holder.class))
                        .total())
                .isEqualTo(SIZE + 2);
    }
}
