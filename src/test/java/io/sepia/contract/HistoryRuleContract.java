package io.sepia.contract;

import static io.sepia.contract.HistoryContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.ObjectHistory;
import io.sepia.contract.HistoryContract.Folder;
import io.sepia.contract.HistoryContract.Plain;
import io.sepia.contract.HistoryContract.Report;
import io.sepia.document.Generation;
import io.sepia.document.HistoryRule;
import io.sepia.document.StoredDocument;
import io.sepia.error.ConfigurationException;
import io.sepia.model.History;
import io.sepia.model.Stored;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which generations are kept: those that the rule of a class asks for, and single ones. */
interface HistoryRuleContract extends StorageFixture {
    /** A class that keeps three generations. */
    @Stored(value = "short", history = @History(generations = 3, days = 7))
    record Short(String id, String text) {}

    @Test
    default void history_ofAClassWithout_isEmpty() {
        storage().save(new Plain("p", "a"));
        storage().save(new Plain("p", "b"));
        storage().delete(Plain.class, "p");
        assertThat(storage().history(Plain.class, "p").list()).isEmpty();
        assertThat(storage().history(Plain.class, "p").latest()).isEmpty();
    }

    @Test
    default void history_keptFromLater_countsWhatWasThere() {
        storage().save(new Plain("p", "a"));
        storage().save(new Plain("p", "b"));
        storage().history(Plain.class).keep(HistoryRule.ALL);
        storage().save(new Plain("p", "c"));

        ObjectHistory<Plain> history = storage().history(Plain.class, "p");
        assertThat(numbers(history)).containsExactly(1L, 2L);
        assertThat(history.at(1).orElseThrow().value().text()).isEqualTo("b");
        storage().history(Plain.class).keep(HistoryRule.ASKED);
        storage().save(new Plain("p", "d"));
        assertThat(numbers(history)).containsExactly(1L, 2L);
        assertThat(storage().documents("plain").historyRule()).contains(HistoryRule.ASKED);
    }

    @Test
    default void keepHistory_againstTheClass_isRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> storage().history(Report.class).keep(HistoryRule.ASKED))
                .withMessageContaining("@History");
        storage().history(Report.class).keep(HistoryRule.ALL);
    }

    @Test
    default void keepHistory_byName_isObeyedByAll() {
        storage().documents("untyped").keepHistory(HistoryRule.ALL);
        storage().documents("untyped").save("a", "1");
        storage().documents("untyped").save("a", "2");
        ObjectHistory<StoredDocument> history = storage().documents("untyped").history("a");
        assertThat(history.at(1).map(Generation::value).map(StoredDocument::content))
                .contains("1");
        assertThat(history.count()).isEqualTo(2);
    }

    @Test
    default void history_ofLimits_isRemembered() {
        storage().save(new Short("s", "1"));
        assertThat(storage().documents("short").historyRule()).contains(new HistoryRule(true, 3, 7));
        IntStream.rangeClosed(2, 6).forEach(i -> storage().save(new Short("s", "" + i)));
        assertThat(numbers(storage().history(Short.class, "s"))).containsExactly(4L, 5L, 6L);
    }

    @Test
    default void saveGeneration_ofAnyClass_keepsWhatIsSaved() {
        for (int i = 1; i <= 5; i++) {
            storage().history(Plain.class).saveGeneration(new Plain("p", "g" + i));
        }
        storage().save(new Plain("p", "not kept"));
        ObjectHistory<Plain> history = storage().history(Plain.class, "p");
        assertThat(numbers(history)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(history.latest().orElseThrow().value().text()).isEqualTo("g5");
        assertThat(storage().load(Plain.class, "p").text()).isEqualTo("not kept");

        storage()
                .useTransaction(
                        tx -> tx.history(Plain.class).saveGeneration(new Plain("p", "in one"), Map.of("who", "ada")));
        assertThat(history.latest().orElseThrow().metadata()).isEqualTo(Map.of("who", "ada"));
        storage().delete(Plain.class, "p");
        assertThat(history.latest().orElseThrow().deletedAt()).isPresent();
        Plain saved = storage().history(Plain.class).saveGeneration(new Plain("p", "new"));
        assertThat(saved).isEqualTo(new Plain("p", "new"));
        assertThat(numbers(history)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        storage().documents("plain").saveGeneration("p", "{\"id\":\"p\",\"text\":\"untyped\"}");
        assertThat(history.latest().orElseThrow().value().text()).isEqualTo("untyped");
    }

    @Test
    default void saveGeneration_ofAContainer_isComplete() {
        storage().documents("folder").keepHistory(HistoryRule.ASKED);
        Folder folder = new Folder("f", "one", List.of(new Report("a", "of a")));
        Folder saved = storage().history(Folder.class).saveGeneration(folder);
        assertThat(saved).isSameAs(folder);
        assertThat(saved.id).isEqualTo("f");
        assertThat(storage().history(Folder.class, "f").latest().orElseThrow().value().reports)
                .hasSize(1);
        assertThat(storage().load(Folder.class, "f").reports).hasSize(1);
    }
}
