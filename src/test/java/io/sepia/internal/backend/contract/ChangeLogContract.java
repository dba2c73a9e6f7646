package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.error.CursorTooOldException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the log of changes keeps, for how long, and what followers of it can rely on. */
interface ChangeLogContract extends ChangeLogFixture {
    @Test
    default void changes_unlessAskedFor_areNotKept() {
        saveNotes("a");

        read(tx -> {
            assertThat(tx.changes().isKept()).isFalse();
            assertThat(tx.changes().last()).isZero();
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> tx.changes().since(ChangeCursor.BEGINNING, 10))
                    .withMessageContaining("changes=on");
        });
    }

    @Test
    default void changes_switchedOn_beginWithWhatIsStored() {
        saveNotes("a", "b", "b");
        backend().keepChanges(true);

        assertThat(told(since(ChangeCursor.BEGINNING))).containsExactlyInAnyOrder("a CREATED 1", "b UPDATED 2");
        read(tx -> assertThat(tx.changes().isKept()).isTrue());
    }

    @Test
    default void changes_switchedOnAgain_goOn() {
        backend().keepChanges(true);
        saveNotes("a");
        ChangeCursor cursor = end();
        backend().keepChanges(true);
        saveNotes("b");

        assertThat(told(since(cursor))).containsExactly("b CREATED 1");
    }

    @Test
    default void changes_ofEachKind_comeInOrderOfCommits() {
        backend().keepChanges(true);
        saveNotes("z", "b");
        saveNotes("z");
        saveNotes("a", "c");
        change(tx -> tx.delete(key("b"), WriteCondition.NONE));

        ChangePage page = since(ChangeCursor.BEGINNING);
        assertThat(told(page)).containsExactly("z UPDATED 2", "a CREATED 1", "c CREATED 1", "b DELETED 1");
        assertThat(page.changes()).extracting(Change::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(page.changes())
                .allSatisfy(each -> assertThat(each.at())
                        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1)));
        assertThat(page.more()).isFalse();
    }

    @Test
    default void changes_ofASave_carryItsTime() {
        backend().keepChanges(true);
        saveNotes("a");

        assertThat(since(ChangeCursor.BEGINNING).changes().get(0).at())
                .isEqualTo(stored("a").updatedAt());
    }

    @Test
    default void changes_afterACursor_areTheLatestOfEachObject() {
        backend().keepChanges(true);
        saveNotes("a", "b", "c");
        ChangeCursor cursor = end();
        saveNotes("a", "a", "a", "d");
        change(tx -> tx.delete(key("d"), WriteCondition.NONE));

        assertThat(told(since(cursor))).containsExactly("a UPDATED 4", "d DELETED 1");
        assertThat(told(since(since(cursor).next()))).isEmpty();
    }

    @Test
    default void changes_ofAnObjectThatIsStoredAgain_areNoDeletion() {
        backend().keepChanges(true);
        saveNotes("a", "b");
        ChangeCursor cursor = end();
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        saveNotes("a");

        assertThat(told(since(cursor))).containsExactly("a CREATED 2");
    }

    @Test
    default void changes_byEveryWayToDelete_areKept() {
        backend().keepChanges(true);
        ObjectKey other = new ObjectKey("other", "o");
        save(write(other, "{}", null, WriteCondition.NONE));
        saveNotes("a", "b", "c", "d", "e");
        ChangeCursor cursor = end();
        change(tx -> tx.delete(key("a"), WriteCondition.version(1)));
        change(tx -> tx.delete(NOTE, List.of("b", "c", "absent")));
        assertThat(told(since(cursor))).containsExactlyInAnyOrder("a DELETED 1", "b DELETED 1", "c DELETED 1");
        change(tx -> tx.clear(NOTE));
        assertThat(since(cursor).changes()).hasSize(5);
        change(BackendTransaction::clear);

        assertThat(since(cursor).changes())
                .hasSize(6)
                .allMatch(each -> each.kind() == ChangeKind.DELETED)
                .extracting(Change::key)
                .contains(other);
    }

    @Test
    default void changes_thatDoNotTakePlace_areNotTold() {
        backend().keepChanges(true);
        saveNotes("a");
        ChangeCursor cursor = end();
        change(tx -> {
            tx.delete(key("absent"), WriteCondition.NONE);
            tx.delete(key("absent"), WriteCondition.version(1));
            tx.clear("unknown");
        });
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("rolled back", "{}")));
            tx.delete(key("a"), WriteCondition.NONE);
        }

        assertThat(since(cursor).changes()).isEmpty();
    }

    @Test
    default void changes_savesOfStoredObjectsUnlessStored_areNotTold() {
        backend().keepChanges(true);
        saveNotes("a", "a");
        ChangeCursor cursor = end();
        save(
                write(key("a"), "{}", null, WriteCondition.IF_ABSENT),
                write(key("b"), "{}", null, WriteCondition.IF_ABSENT),
                write(key("b"), "{}", null, WriteCondition.IF_ABSENT));

        assertThat(told(since(cursor))).containsExactly("b CREATED 1");
    }

    @Test
    default void changes_ofTheTransactionItself_areSeenByIt() {
        backend().keepChanges(true);
        saveNotes("a");
        change(tx -> {
            long before = tx.changes().last();
            tx.save(List.of(note("b", "{}")));
            assertThat(tx.changes().last()).isGreaterThan(before);
            assertThat(told(tx.changes().since(ChangeCursor.BEGINNING, 10)))
                    .containsExactly("a CREATED 1", "b CREATED 1");
        });
    }

    @Test
    default void hasGrown_countsChanges() {
        backend().keepChanges(true);
        saveNotes("a");
        long[] before = new long[1];
        read(tx -> before[0] = tx.changes().last());
        saveNotes("b", "c", "d");

        read(tx -> {
            assertThat(tx.changes().hasGrown(before[0], 3)).isTrue();
            assertThat(tx.changes().hasGrown(before[0], 4)).isFalse();
        });
    }

    @Test
    default void changes_pageByPage_leaveNothingOut() {
        backend().keepChanges(true);
        for (int i = 0; i < 25; i++) {
            saveNotes("n" + i, "n" + i / 2);
        }
        List<String> found = new ArrayList<>();
        ChangeCursor cursor = ChangeCursor.BEGINNING;
        ChangePage page;
        do {
            page = since(ChangeCursor.parse(cursor.toString()), 4);
            assertThat(page.changes()).hasSizeLessThanOrEqualTo(4);
            page.changes().forEach(each -> found.add(each.key().id()));
            cursor = page.next();
        } while (page.more());

        assertThat(found).containsExactlyInAnyOrderElementsOf(storedIds());
    }

    @Test
    default void changes_followedWhileOthersWrite_endWithTheStateOfTheStore() {
        backend().keepChanges(true);
        Random random = new Random(20_261);
        Map<String, Long> followed = new HashMap<>();
        ChangeCursor cursor = ChangeCursor.BEGINNING;
        for (int round = 0; round < 200; round++) {
            String id = "n" + random.nextInt(30);
            if (random.nextInt(3) == 0) {
                change(tx -> tx.delete(key(id), WriteCondition.NONE));
            } else {
                saveNotes(id, "n" + random.nextInt(30));
            }
            if (random.nextInt(20) == 0) {
                change(tx -> tx.changes().forget(Instant.EPOCH));
            }
            if (random.nextInt(10) == 0) {
                change(tx -> tx.changes().forgetSome(Instant.EPOCH, random.nextInt(200), 20));
            }
            ChangePage page = since(cursor, 1 + random.nextInt(5));
            ChangeLogFixture.apply(page, followed);
            cursor = page.next();
        }
        while (since(cursor, 3).more()) {
            ChangePage page = since(cursor, 3);
            ChangeLogFixture.apply(page, followed);
            cursor = page.next();
        }
        ChangeLogFixture.apply(since(cursor), followed);

        assertThat(followed).as("seed 20261").isEqualTo(storedVersions());
    }

    @Test
    default void cursor_ofALogThatWasSwitchedOff_isTooOld() {
        backend().keepChanges(true);
        saveNotes("a");
        ChangeCursor cursor = end();
        backend().keepChanges(false);
        saveNotes("b");
        read(tx -> assertThat(tx.changes().isKept()).isFalse());
        backend().keepChanges(true);

        assertThatExceptionOfType(CursorTooOldException.class).isThrownBy(() -> since(cursor));
        assertThat(told(since(ChangeCursor.BEGINNING))).containsExactlyInAnyOrder("a CREATED 1", "b CREATED 1");
    }

    @Test
    default void cursor_aheadOfTheLog_isRefused() {
        backend().keepChanges(true);
        saveNotes("a");
        String log = end().toString().substring(0, end().toString().indexOf('-'));

        assertThatExceptionOfType(CursorTooOldException.class)
                .isThrownBy(() -> since(ChangeCursor.parse(log + "-" + (end().sequence() + 999))))
                .withMessageContaining("ahead");
    }

    @Test
    default void changes_pageWithoutRoom_isRefused() {
        backend().keepChanges(true);
        assertThatIllegalArgumentException().isThrownBy(() -> since(ChangeCursor.BEGINNING, 0));
    }

    @Test
    default void changes_byWritersAtOnce_areNeverSkippedByAFollower() throws Exception {
        backend().keepChanges(true);
        Map<String, Long> followed = new HashMap<>();
        ChangeCursor[] cursor = {ChangeCursor.BEGINNING};
        Thread[] writers = new Thread[4];
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int w = 0; w < writers.length; w++) {
            Random random = new Random(w);
            writers[w] = new Thread(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        writeSomething(random);
                    }
                } catch (RuntimeException | Error e) {
                    failures.add(e);
                }
            });
            writers[w].start();
        }
        boolean running = true;
        while (running) {
            running = false;
            for (Thread each : writers) {
                running |= each.isAlive();
            }
            ChangePage page = since(cursor[0], 7);
            ChangeLogFixture.apply(page, followed);
            cursor[0] = page.next();
        }
        for (boolean more = true; more; ) {
            ChangePage page = since(cursor[0], 7);
            ChangeLogFixture.apply(page, followed);
            cursor[0] = page.next();
            more = page.more();
        }

        assertThat(failures).isEmpty();
        assertThat(followed).isEqualTo(storedVersions());
    }

    private void writeSomething(Random random) {
        String first = "n" + random.nextInt(20);
        String second = "n" + random.nextInt(20);
        boolean delete = random.nextInt(4) == 0;
        while (true) {
            try {
                change(tx -> {
                    tx.save(List.of(note(first, "{}")));
                    if (delete) {
                        tx.delete(key(second), WriteCondition.NONE);
                    }
                });
                return;
            } catch (StorageBusyException e) {
                Thread.yield();
            }
        }
    }

    private Map<String, Long> storedVersions() {
        Map<String, Long> versions = new HashMap<>();
        reading(tx -> tx.latest(NOTE, tx.ids(NOTE))).forEach((id, change) -> versions.put(id, change.version()));
        return versions;
    }

    @Test
    default void latest_ofStoredObjects_isTheirSave() {
        saveNotes("a", "b", "b");

        read(tx -> {
            Map<String, Change> latest = tx.latest(NOTE, List.of("a", "b", "absent"));
            assertThat(latest).containsOnlyKeys("a", "b");
            assertThat(latest.get("a"))
                    .isEqualTo(Change.saved(
                            key("a"), 1, stored("a").createdAt(), stored("a").updatedAt()));
            assertThat(latest.get("b").kind()).isEqualTo(ChangeKind.UPDATED);
            assertThat(tx.latest("unknown", List.of("a"))).isEmpty();
            assertThat(tx.latest(NOTE, List.of())).isEmpty();
        });
    }

    @Test
    default void changes_ofAQueryThatDeletes_areKept() {
        backend().keepChanges(true);
        saveNotes("a", "b");
        ChangeCursor cursor = end();
        change(tx -> tx.delete(NOTE, Query.ALL));

        assertThat(told(since(cursor))).containsExactlyInAnyOrder("a DELETED 1", "b DELETED 1");
    }
}
