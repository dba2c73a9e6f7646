package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.HistoryRule;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backends give each number of a generation of an object once. See decision 0059. */
interface GenerationNumbersContract extends GenerationFixture {
    private void keep(long generations) {
        change(tx -> tx.generations().rule(NOTE, new HistoryRule(true, generations, 0)));
    }

    private void dropAll() {
        change(tx -> tx.generations().drop(NOTE, "", Instant.now().plusSeconds(60), 100));
    }

    @Test
    default void generations_numbers_ofOneGeneration_riseWithEachSave() {
        keep(1);
        for (int i = 1; i <= 4; i++) {
            save(note("a", version(i)));
            assertThat(numbers("a")).containsExactly((long) i);
            assertThat(count("a")).isEqualTo(1);
            assertThat(content("a", i)).isEqualTo(version(i));
            assertThat(at("a", i - 1)).isEmpty();
        }
        read(tx -> assertThat(tx.generations().ids(NOTE, "", 10)).isEmpty());
        read(tx -> assertThat(tx.generations().classes()).isEmpty());
        assertThat(atMoment("a", Instant.EPOCH.plusSeconds(1))).isEmpty();
    }

    @Test
    default void generations_numbers_ofOneGeneration_riseOverDeletions() {
        keep(1);
        saveVersions("a", 2);
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        assertThat(numbers("a")).endsWith(2L);
        save(note("a", version(3)));
        save(note("a", version(4)));
        change(tx -> tx.clear(NOTE));
        save(note("a", version(5)));
        change(tx -> tx.delete(NOTE, Query.ALL));
        assertThat(numbers("a")).endsWith(5L);
        save(note("a", version(6)));

        assertThat(latest("a").orElseThrow().number()).isEqualTo(6);
        assertThat(content("a", 6)).isEqualTo(version(6));
    }

    @Test
    default void generations_numbers_afterAllWereDropped_continue() {
        keepAll();
        saveVersions("a", 3);
        dropAll();

        assertThat(numbers("a")).containsExactly(3L);
        assertThat(content("a", 3)).isEqualTo(version(3));
        save(note("a", version(4)));
        assertThat(numbers("a")).containsExactly(3L, 4L);
        dropAll();
        dropAll();
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        save(note("a", version(5)));
        assertThat(numbers("a")).containsExactly(4L, 5L);
        assertThat(content("a", 4)).isEqualTo(version(4));
    }

    @Test
    default void generations_numbers_ofARolledBackSave_areGivenToTheNext() {
        keep(1);
        saveVersions("a", 2);
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("a", version(9))));
            tx.save(List.of(note("a", version(9))));
        }
        save(note("a", version(3)));

        assertThat(numbers("a")).containsExactly(3L);
    }

    @Test
    default void generations_numbers_afterRestoringFewer_continueAfterTheHighest() {
        keepAll();
        saveVersions("a", 5);
        StoredGeneration first = at("a", 1).orElseThrow();
        change(tx -> tx.generations().restore(key("a"), List.of(first)));

        assertThat(numbers("a")).containsExactly(1L, 5L);
        save(note("a", version(6)));
        assertThat(numbers("a")).containsExactly(1L, 5L, 6L);
        assertThat(content("a", 5)).isEqualTo(version(5));
        change(tx -> tx.generations().restore(key("a"), List.of()));
        assertThat(numbers("a")).containsExactly(6L);
    }

    @Test
    default void generations_numbers_afterSwitchingToRequestsAndBack_stay() {
        keepAll();
        saveVersions("a", 3);
        save(note("b", version(1)));
        change(tx -> tx.generations().rule(NOTE, new HistoryRule(false, 1, 0)));
        assertThat(numbers("a")).containsExactly(1L, 2L, 3L);
        save(note("a", version(4)));
        change(tx -> tx.generations().keep(key("a")));
        assertThat(numbers("a")).containsExactly(4L);
        keepAll();

        assertThat(numbers("a")).containsExactly(4L);
        assertThat(content("a", 4)).isEqualTo(version(4));
        assertThat(numbers("b")).containsExactly(1L);
        save(note("a", version(5)));
        assertThat(numbers("a")).containsExactly(4L, 5L);
    }

    @Test
    default void generations_numbers_onRequestAfterAllWereDropped_continue() {
        keep(1);
        saveVersions("a", 3);
        change(tx -> tx.generations().rule(NOTE, HistoryRule.ASKED));
        assertThat(numbers("a")).containsExactly(3L);
        save(note("a", version(4)));

        assertThat(count("a")).isEqualTo(1);
        change(tx -> assertThat(tx.generations().keep(key("a"))).isEqualTo(4));
    }

    @Test
    default void generations_numbers_afterForget_beginAgain() {
        keep(1);
        saveVersions("a", 3);
        change(tx -> tx.forget(NOTE, List.of("a")));
        assertThat(numbers("a")).isEmpty();
        save(note("a", version(1)));

        assertThat(numbers("a")).containsExactly(1L);
    }
}
