package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import io.sepia.Storage;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The change log as applications use it. */
interface ChangeContract extends StorageFixture {
    /** A saved object. */
    record Task(String id, String title) {}

    @Test
    default void changesSince_logThatIsNotKept_saysHowToSwitchItOn() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> storage().changes().since(ChangeCursor.BEGINNING))
                .withMessageContaining("changes=on");
    }

    @Test
    default void changesSince_cursorKeptAsText_goesOnWhereItEnded() {
        Storage storage = open(builder -> builder.option("changes", "on"));
        storage.save(new Task("t1", "sweep"));
        String kept = storage.changes().since(ChangeCursor.BEGINNING).next().toString();
        storage.save(new Task("t2", "wash"));
        storage.delete(Task.class, "t1");
        storage.documents("Task").save("t3", "{}");

        ChangePage page = storage.changes().since(ChangeCursor.parse(kept));
        assertThat(page.changes())
                .extracting(Change::key, Change::kind)
                .containsExactly(
                        tuple(new ObjectKey("Task", "t2"), ChangeKind.CREATED),
                        tuple(new ObjectKey("Task", "t1"), ChangeKind.DELETED),
                        tuple(new ObjectKey("Task", "t3"), ChangeKind.CREATED));
        assertThat(storage.changes().since(page.next()).changes()).isEmpty();
    }

    @Test
    default void changesSince_limit_isKept() {
        Storage storage = open(builder -> builder.option("changes", "on"));
        storage.saveAll(List.of(new Task("t1", ""), new Task("t2", ""), new Task("t3", "")));

        ChangePage page = storage.changes().since(ChangeCursor.BEGINNING, 2);
        assertThat(page.changes()).hasSize(2);
        assertThat(page.more()).isTrue();
        assertThat(storage.changes().since(page.next(), 2).more()).isFalse();
    }

    @Test
    default void cursor_textOfSomethingElse_isRefused() {
        for (String text : List.of("", "x", "abc", "-1", "ff-", "ff--1", "ff-1-2-3", "FF-1", "ff-1 ")) {
            assertThatIllegalArgumentException().isThrownBy(() -> ChangeCursor.parse(text));
        }
        assertThat(ChangeCursor.parse(ChangeCursor.BEGINNING.toString())).isEqualTo(ChangeCursor.BEGINNING);
    }

    @Test
    default void changes_optionThatIsNone_isRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(builder -> builder.option("changes", "sometimes")))
                .withMessageContaining("AS_STORED");
    }
}
