package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.WriteCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How backends obey the rules that say what is kept of a class, and for how long. */
interface GenerationRulesContract extends GenerationFixture {
    @Test
    default void generations_rule_ofAClass_isRemembered() {
        HistoryRule some = new HistoryRule(true, 5, 30);
        change(tx -> {
            tx.generations().rule("z", HistoryRule.ALL);
            tx.generations().rule("b", HistoryRule.ASKED);
            tx.generations().rule("b", some);
        });
        read(tx -> assertThat(tx.generations().rules()).isEqualTo(Map.of("z", HistoryRule.ALL, "b", some)));
        change(tx -> tx.generations().rule("z", HistoryRule.ASKED));
        read(tx -> assertThat(tx.generations().rules()).isEqualTo(Map.of("z", HistoryRule.ASKED, "b", some)));
    }

    @Test
    default void generations_rule_besideOtherRulesOfTheClass_leavesThem() {
        change(tx -> {
            tx.events().keep(NOTE, true);
            tx.generations().rule(NOTE, HistoryRule.ALL);
        });
        read(tx -> {
            assertThat(tx.events().classes()).containsExactly(NOTE);
            assertThat(tx.generations().rules()).containsKey(NOTE);
        });
    }

    @Test
    default void generations_rule_givenLate_countsWhatIsStored() {
        saveVersions("a", 3);
        keepAll();
        assertThat(numbers("a")).containsExactly(1L);
        assertThat(content("a", 1)).isEqualTo(version(3));
        save(note("a", version(4)));
        assertThat(numbers("a")).containsExactly(1L, 2L);
        assertThat(content("a", 1)).isEqualTo(version(3));
        assertThat(all("a").get(0).version()).isEqualTo(3);
    }

    @Test
    default void generations_rule_taken_leavesGenerationsThatAreThere() {
        keepAll();
        saveVersions("a", 2);
        change(tx -> tx.generations().rule(NOTE, HistoryRule.ASKED));
        assertThat(numbers("a")).containsExactly(1L, 2L);
        saveVersions("a", 3);
        assertThat(numbers("a")).containsExactly(1L, 2L);
        assertThat(content("a", 2)).isEqualTo(version(2));

        keepAll();
        assertThat(numbers("a")).containsExactly(1L, 2L, 3L);
    }

    @Test
    default void generations_rule_takenAndGivenAgain_countsWhatIsStoredOnce() {
        keepAll();
        saveVersions("a", 2);
        change(tx -> tx.generations().rule(NOTE, HistoryRule.ASKED));
        keepAll();
        assertThat(numbers("a")).containsExactly(1L, 2L);
        save(note("a", version(3)));
        assertThat(numbers("a")).containsExactly(1L, 2L, 3L);
    }

    @Test
    default void generations_save_moreThanTheRuleAllows_dropsTheOldest() {
        change(tx -> tx.generations().rule(NOTE, new HistoryRule(true, 3, 0)));
        saveVersions("a", 5);
        assertThat(numbers("a")).containsExactly(3L, 4L, 5L);
        assertThat(content("a", 3)).isEqualTo(version(3));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        assertThat(numbers("a")).containsExactly(3L, 4L, 5L);
        saveVersions("a", 2);
        assertThat(numbers("a")).containsExactly(5L, 6L, 7L);
    }

    @Test
    default void generations_save_oneAllowed_keepsTheLatest() {
        change(tx -> tx.generations().rule(NOTE, new HistoryRule(true, 1, 0)));
        saveVersions("a", 3);
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        assertThat(all("a")).hasSize(1);
        assertThat(latest("a").orElseThrow().content()).isEqualTo(version(3));
    }

    @Test
    default void keepGeneration_moreThanTheRuleAllows_dropsTheOldest() {
        change(tx -> tx.generations().rule(NOTE, new HistoryRule(false, 2, 0)));
        for (int i = 1; i <= 4; i++) {
            save(note("a", version(i)));
            change(tx -> tx.generations().keep(key("a")));
        }
        assertThat(numbers("a")).containsExactly(3L, 4L);
    }

    @Test
    default void generations_drop_old_leavesWhatWasThereSinceThatMoment() {
        keepAll();
        change(tx -> {
            tx.restore(List.of(new StoredDocument(
                    key("a"), ObjectType.SERIALIZABLE, version(9), null, 9, SAVED, SAVED.plusSeconds(40))));
            for (String id : List.of("a", "b")) {
                tx.generations()
                        .restore(
                                key(id),
                                List.of(
                                        generation(id, 1, SAVED),
                                        generation(id, 2, SAVED.plusSeconds(10)),
                                        generation(id, 3, SAVED.plusSeconds(20)),
                                        generation(id, 4, SAVED.plusSeconds(30))));
            }
        });
        change(tx -> assertThat(tx.generations().drop(NOTE, "", SAVED.plusSeconds(25), 1))
                .isEqualTo("a"));
        assertThat(numbers("a")).containsExactly(3L, 4L, 5L);
        assertThat(numbers("b")).containsExactly(1L, 2L, 3L, 4L);
        change(tx -> assertThat(tx.generations().drop(NOTE, "a", SAVED.plusSeconds(25), 2))
                .isEmpty());
        assertThat(numbers("a")).containsExactly(3L, 4L, 5L);
        assertThat(numbers("b")).containsExactly(3L, 4L);

        change(tx -> tx.generations().drop(NOTE, "", SAVED.plusSeconds(99), 100));
        assertThat(numbers("a")).hasSize(1);
        assertThat(numbers("b")).containsExactly(4L);
        change(tx -> assertThat(tx.generations().drop("other", "", Instant.now(), 100))
                .isEmpty());
    }
}
