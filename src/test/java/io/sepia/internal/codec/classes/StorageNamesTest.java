package io.sepia.internal.codec.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.error.MappingException;
import io.sepia.model.History;
import io.sepia.model.Stored;
import org.junit.jupiter.api.Test;

class StorageNamesTest {
    @Stored(value = "note", events = true, onDelete = OnDelete.CLEAR, history = @History(generations = 5, days = 30))
    static class Note {}

    static class Special extends Note {}

    @Stored
    interface Marked {}

    record Implementing() implements Marked {}

    record Plain() {}

    @Stored(history = {@History, @History})
    record TwoHistories() {}

    @Stored(history = @History(days = -1))
    record BadHistory() {}

    @Test
    void isStored_isInheritedFromClassesAndInterfaces() {
        assertThat(StorageNames.isStored(Note.class)).isTrue();
        assertThat(StorageNames.isStored(Special.class)).isTrue();
        assertThat(StorageNames.isStored(Implementing.class)).isTrue();
        assertThat(StorageNames.isStored(Plain.class)).isFalse();
    }

    @Test
    void nameAndRules_areNotInherited() {
        assertThat(StorageNames.of(Note.class)).isEqualTo("note");
        assertThat(StorageNames.of(Special.class)).isEqualTo("Special");
        assertThat(StorageNames.hasEvents(Note.class)).isTrue();
        assertThat(StorageNames.hasEvents(Special.class)).isFalse();
        assertThat(StorageNames.onDelete(Note.class)).isEqualTo(OnDelete.CLEAR);
        assertThat(StorageNames.onDelete(Special.class)).isEqualTo(OnDelete.LEAVE);
        assertThat(StorageNames.history(Note.class)).contains(new HistoryRule(true, 5, 30));
        assertThat(StorageNames.history(Special.class)).isEmpty();
    }

    @Test
    void history_severalOrImpossible_isRefused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> StorageNames.history(TwoHistories.class))
                .withMessageContaining("several @History");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> StorageNames.history(BadHistory.class))
                .withMessageContaining(BadHistory.class.getName());
    }
}
