package io.sepia.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoLogTest {
    private final UndoLog log = new UndoLog();
    private final List<Integer> undone = new ArrayList<>();

    private void change(int number) {
        log.add(() -> undone.add(number));
    }

    @Test
    void rollBack_takesTheLatestChangeBackFirst_andOnlyOnce() {
        change(1);
        change(2);
        log.rollBack();
        log.rollBack();
        assertThat(undone).containsExactly(2, 1);
    }

    @Test
    void rollBackTo_aMark_leavesWhatWasBefore() {
        change(1);
        int mark = log.mark();
        change(2);
        change(3);
        log.rollBackTo(mark);
        assertThat(undone).containsExactly(3, 2);
        change(4);
        log.rollBack();
        assertThat(undone).containsExactly(3, 2, 4, 1);
    }
}
