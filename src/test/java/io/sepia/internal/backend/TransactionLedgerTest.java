package io.sepia.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionLedgerTest {
    private final TransactionLedger ledger = new TransactionLedger();
    private final List<String> told = new ArrayList<>();

    private void change(String name) {
        ledger.onRollback(() -> told.add("undone " + name));
        ledger.onCommit(() -> told.add("published " + name));
    }

    @Test
    void end_rolledBack_undoesTheLatestChangeFirst_andOnlyOnce() {
        change("1");
        change("2");
        ledger.end(Outcome.ROLLED_BACK, null);
        ledger.end(Outcome.ROLLED_BACK, null);
        assertThat(told).containsExactly("undone 2", "undone 1");
    }

    @Test
    void end_unknown_undoes() {
        change("1");
        ledger.end(Outcome.UNKNOWN, null);
        assertThat(told).containsExactly("undone 1");
    }

    @Test
    void end_committed_publishesInOrder() {
        change("1");
        change("2");
        ledger.end(Outcome.COMMITTED, null);
        assertThat(told).containsExactly("published 1", "published 2");
    }

    @Test
    void rollBackTo_aMark_leavesWhatWasBefore() {
        change("1");
        TransactionLedger.Mark mark = ledger.mark();
        change("2");
        change("3");
        ledger.rollBackTo(mark, new IllegalStateException());
        assertThat(told).containsExactly("undone 3", "undone 2");
        change("4");
        ledger.end(Outcome.COMMITTED, null);
        assertThat(told).containsExactly("undone 3", "undone 2", "published 1", "published 4");
    }

    @Test
    void end_entriesThatThrow_keepNoneFromBeingTold() {
        RuntimeException first = new IllegalStateException("first");
        RuntimeException second = new IllegalArgumentException("second");
        change("1");
        ledger.onRollback(() -> {
            throw second;
        });
        change("2");
        ledger.onRollback(() -> {
            throw first;
        });
        assertThatThrownBy(() -> ledger.end(Outcome.ROLLED_BACK, null))
                .isSameAs(first)
                .hasSuppressedException(second);
        assertThat(told).containsExactly("undone 2", "undone 1");
    }

    @Test
    void rollBackTo_entriesThatThrow_areSuppressedInTheReason() {
        RuntimeException because = new IllegalStateException("because");
        RuntimeException failure = new IllegalArgumentException("failure");
        TransactionLedger.Mark mark = ledger.mark();
        ledger.onRollback(() -> {
            throw failure;
        });
        ledger.rollBackTo(mark, because);
        assertThat(because).hasSuppressedException(failure);
    }

    @Test
    void hasWrittenSince_aMark_isAboutWritesAfterIt() {
        ledger.wrote();
        TransactionLedger.Mark mark = ledger.mark();
        assertThat(ledger.hasWrittenSince(mark)).isFalse();
        ledger.enter(Effects.NONE);
        assertThat(ledger.hasWrittenSince(mark)).isFalse();
        ledger.enter(Effects.deleted(new Effects.Extent.OfClass("note"), 0, List.of()));
        assertThat(ledger.hasWrittenSince(mark)).isTrue();
    }

    @Test
    void onEnd_whileEntriesAreTold_isToldToo() {
        ledger.onEnd(first -> {
            told.add("first " + first);
            ledger.onEnd(second -> told.add("second " + second));
        });
        ledger.end(Outcome.COMMITTED, null);
        assertThat(told).containsExactly("first COMMITTED", "second COMMITTED");
    }

    @Test
    void onEnd_whileASavepointIsRolledBack_isToldThen() {
        change("1");
        TransactionLedger.Mark mark = ledger.mark();
        ledger.onRollback(() -> change("2"));
        ledger.rollBackTo(mark, null);
        assertThat(told).containsExactly("undone 2");
        ledger.end(Outcome.COMMITTED, null);
        assertThat(told).containsExactly("undone 2", "published 1");
    }
}
