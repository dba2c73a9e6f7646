package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.error.CursorTooOldException;
import io.sepia.internal.backend.WriteCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the log of changes forgets, and what followers are told of it. */
interface ForgottenChangesContract extends ChangeLogFixture {
    @Test
    default void forget_deletions_makesOlderCursorsTooOld() {
        backend().keepChanges(true);
        saveNotes("a", "b");
        ChangeCursor before = end();
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        ChangeCursor after = end();
        saveNotes("c");
        change(tx -> assertThat(tx.changes().forget(Instant.now().minusSeconds(3_600)))
                .isZero());
        assertThat(told(since(before))).contains("a DELETED 1");
        change(tx -> assertThat(tx.changes().forget(Instant.now().plusSeconds(3_600)))
                .isOne());

        assertThatExceptionOfType(CursorTooOldException.class)
                .isThrownBy(() -> since(before))
                .withMessageContaining("changes_retention")
                .withMessageContaining(before.toString());
        assertThat(told(since(after))).containsExactly("c CREATED 2");
        assertThat(told(since(ChangeCursor.BEGINNING))).containsExactly("b CREATED 1", "c CREATED 2");
    }

    @Test
    default void forget_beforeAFollowerBegan_doesNotConcernIt() {
        backend().keepChanges(true);
        saveNotes("a", "b", "c", "d");
        change(tx -> tx.delete(key("d"), WriteCondition.NONE));
        saveNotes("e");
        ChangePage first = since(ChangeCursor.BEGINNING, 1);
        change(tx -> tx.changes().forget(Instant.now().plusSeconds(3_600)));

        assertThat(told(since(ChangeCursor.parse(first.next().toString()))))
                .containsExactly("b CREATED 1", "c CREATED 1", "e CREATED 2");
    }

    @Test
    default void forgetSome_partAfterPart_leavesWhatForgetLeaves() {
        backend().keepChanges(true);
        for (int i = 0; i < 20; i++) {
            saveNotes("a", "b" + i);
        }
        ChangeCursor before = end();
        change(tx -> tx.delete(key("b3"), WriteCondition.NONE));
        change(tx -> tx.delete(key("b4"), WriteCondition.NONE));
        saveNotes("b4");
        List<String> kept = new ArrayList<>(told(since(ChangeCursor.BEGINNING)));

        assertThat(parts(Instant.EPOCH)).isGreaterThan(1);
        assertThat(told(since(ChangeCursor.BEGINNING))).isEqualTo(kept);
        assertThat(told(since(before))).isNotEmpty();

        parts(Instant.now().plusSeconds(3_600));
        kept.remove("b3 DELETED 1");
        assertThat(told(since(ChangeCursor.BEGINNING))).isEqualTo(kept);
        assertThatExceptionOfType(CursorTooOldException.class).isThrownBy(() -> since(before));
    }

    /** Forgets in parts of 7, and returns how many there were. */
    private int parts(Instant before) {
        int parts = 0;
        long from = 0;
        do {
            long start = from;
            long[] next = {0};
            change(tx -> next[0] = tx.changes().forgetSome(before, start, 7));
            from = next[0];
            parts++;
            assertThat(from == 0 || from > start).isTrue();
        } while (from != 0);
        return parts;
    }

    @Test
    default void forgetSome_ofNothing_isDone() {
        change(tx -> assertThat(tx.changes().forgetSome(Instant.now(), 0, 10)).isZero());
        backend().keepChanges(true);
        change(tx -> assertThat(tx.changes().forgetSome(Instant.now(), 0, 10)).isZero());
        change(tx -> assertThatIllegalArgumentException()
                .isThrownBy(() -> tx.changes().forgetSome(Instant.now(), 0, 0)));
    }

    @Test
    default void forget_withoutALog_doesNothing() {
        saveNotes("a");
        change(tx -> assertThat(tx.changes().forget(Instant.now())).isZero());
    }
}
