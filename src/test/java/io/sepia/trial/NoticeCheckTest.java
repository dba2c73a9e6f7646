package io.sepia.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.StorageOperations;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.file.FastDirectory;
import io.sepia.trial.Operation.Fate;
import io.sepia.trial.Operation.Step;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Subject.Team;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeCheckTest {
    private static final ObjectKey KEY = new ObjectKey("team", "r.t");

    private final Journal journal = new Journal("r.", true);

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private void run(Place place, int store, BiConsumer<StorageOperations, Step> work) {
        Operation operation = new Operation("r." + journal.tick(), store, "own", journal.tick());
        journal.add(operation);
        Step step = new Step(operation);
        place.stores.get(store).useTransaction(tx -> work.accept(tx, step));
        step.done = true;
        operation.fate = Fate.COMMITTED;
        operation.ended = journal.tick();
    }

    private Write write(Step step, Write.Kind kind) {
        Write write = new Write(step.operation.name + "#" + step.writes.size(), step, kind, KEY);
        journal.add(write);
        return write;
    }

    private void save(StorageOperations on, Step step) {
        Team team = new Team();
        team.id = KEY.id();
        team.stamp(write(step, Write.Kind.PLAIN).stamp);
        on.save(team);
    }

    private static void delete(StorageOperations on, Step step) {
        step.deleting(KEY.className());
        step.deleted(KEY.className(), on.delete(Team.class, KEY.id()) ? 1 : 0);
    }

    private void restoreAndDelete(StorageOperations on, Step step) {
        write(step, Write.Kind.RESTORE);
        on.history(Team.class, KEY.id()).restore(1);
        delete(on, step);
    }

    @Test
    void run_restoredAndDeletedInOneTransaction_needNoNoticeInItsStore() throws Exception {
        CountDownLatch deletions = new CountDownLatch(2);
        List<AutoCloseable> subscriptions = new ArrayList<>();
        try (Place place = new Place(Place.Kind.SQLITE, directory, Faults.NONE, backend -> backend)) {
            ChangeCursor from = place.stores.get(0).changes().end();
            for (int i = 0; i < place.stores.size(); i++) {
                int store = i;
                subscriptions.add(place.stores.get(i).changes().onChange(notice -> {
                    journal.received(store, notice);
                    if (store == 1 && notice.kind() == ChangeKind.DELETED) {
                        deletions.countDown();
                    }
                }));
            }
            run(place, 1, this::save);
            run(place, 0, NoticeCheckTest::delete);
            NoticeCheck first = new NoticeCheck(
                    journal, new Picture(place.stores.get(0), journal, from), place.logsExternalChanges());
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!first.isComplete() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            run(place, 0, this::restoreAndDelete);
            assertThat(deletions.await(10, TimeUnit.SECONDS)).isTrue();

            Picture picture = new Picture(place.stores.get(0), journal, from);
            new NoticeCheck(journal, picture, place.logsExternalChanges()).run();

            assertThat(picture.timelines.get(KEY).states()).hasSize(2);
            assertThat(journal.violations()).isEmpty();
            for (AutoCloseable each : subscriptions) {
                each.close();
            }
        }
    }

    /** In files, the deletion has the version that the journal had before the transaction. */
    @Test
    void run_externalDeletionAfterASaveInItsTransaction_followsTheOwnSave() throws Exception {
        CountDownLatch deletions = new CountDownLatch(2);
        List<AutoCloseable> subscriptions = new ArrayList<>();
        try (Place place = new Place(Place.Kind.FILES, directory, Faults.NONE, backend -> backend)) {
            subscriptions.add(place.stores.get(0).changes().onChange(notice -> {
                journal.received(0, notice);
                deletions.countDown();
            }));
            subscriptions.add(place.stores.get(1).changes().onChange(notice -> {
                if (notice.foreign()) {
                    journal.received(1, notice);
                    deletions.countDown();
                }
            }));
            ChangeCursor from = ChangeCursor.BEGINNING;
            run(place, 1, this::save);
            run(place, 0, (tx, step) -> {
                save(tx, step);
                delete(tx, step);
            });
            assertThat(deletions.await(10, TimeUnit.SECONDS)).isTrue();

            Picture picture = new Picture(place.stores.get(0), journal, from);
            new NoticeCheck(journal, picture, place.logsExternalChanges()).run();

            assertThat(picture.timelines.get(KEY).states()).hasSize(2);
            assertThat(journal.violations()).isEmpty();
            for (AutoCloseable each : subscriptions) {
                each.close();
            }
        }
    }
}
