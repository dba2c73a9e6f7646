package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule of {@link WriteCondition}, on objects that are and are not stored. */
interface WriteConditionContract extends BackendFixture {
    @Test
    default void save_absent_storesNewObject() {
        save(note("a", "1", WriteCondition.ABSENT));

        assertThat(stored("a").version()).isEqualTo(1);
    }

    @Test
    default void save_absent_isRefusedWhenStored() {
        save(note("a", "1"));

        assertRefusedAsExisting(note("a", "\"secret\"", WriteCondition.ABSENT));
        assertThat(stored("a").content()).isEqualTo("1");
        assertThat(stored("a").version()).isEqualTo(1);
    }

    @Test
    default void save_newVersion_storesNewObject() {
        save(note("a", "1", WriteCondition.NEW_VERSION));

        assertThat(stored("a").version()).isEqualTo(1);
    }

    @Test
    default void save_newVersion_isStaleWhenStored() {
        save(note("a", "1"), note("a", "2"));

        assertRefusedAsStale(note("a", "\"secret\"", WriteCondition.NEW_VERSION), 0, 2);
        assertThat(stored("a").content()).isEqualTo("2");
    }

    @Test
    default void save_ifAbsent_storesNewObject() {
        save(note("a", "1", "{\"k\":1}", WriteCondition.IF_ABSENT));

        assertThat(stored("a").version()).isEqualTo(1);
        assertThat(stored("a").metadata()).isEqualTo("{\"k\":1}");
    }

    @Test
    default void save_ifAbsent_leavesStoredObjectAlone() {
        save(note("a", "1", "{\"k\":1}", WriteCondition.NONE));
        StoredDocument before = stored("a");
        save(new DocumentWrite(key("a"), ObjectType.CONTAINER, "2", "{\"k\":2}", WriteCondition.IF_ABSENT));

        assertThat(stored("a")).isEqualTo(before);
    }

    @Test
    default void save_ifAbsentAmongStoredOnes_storesTheNewOnes() {
        saveNotes("b", "d");
        List<DocumentWrite> writes = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d", "e")) {
            writes.add(note(id, "\"new\"", WriteCondition.IF_ABSENT));
        }
        change(tx -> tx.save(writes));

        read(tx -> assertThat(tx.page(NOTE, "", 10))
                .extracting(StoredDocument::content)
                .containsExactly("\"new\"", "{}", "\"new\"", "{}", "\"new\""));
        read(tx -> assertThat(tx.page(NOTE, "", 10))
                .extracting(StoredDocument::version)
                .containsOnly(1L));
    }

    @Test
    default void save_present_writesStoredObject() {
        save(note("a", "1"));
        save(note("a", "2", WriteCondition.PRESENT));

        assertThat(stored("a").content()).isEqualTo("2");
        assertThat(stored("a").version()).isEqualTo(2);
    }

    @Test
    default void save_present_isRefusedWhenNotStored() {
        save(note("b", "1"));

        assertRefusedAsNotFound(note("a", "\"secret\"", WriteCondition.PRESENT));
        assertThat(storedIds()).containsExactly("b");
    }

    @Test
    default void save_version_writesObjectAtThatVersion() {
        save(note("a", "1"), note("a", "2"));
        save(note("a", "3", WriteCondition.version(2)));

        assertThat(stored("a").content()).isEqualTo("3");
        assertThat(stored("a").version()).isEqualTo(3);
    }

    @Test
    default void save_version_isStaleWhenLaterOneIsStored() {
        save(note("a", "1"), note("a", "2"), note("a", "3"));

        assertRefusedAsStale(note("a", "\"secret\"", WriteCondition.version(2)), 2, 3);
        assertThat(stored("a").content()).isEqualTo("3");
    }

    @Test
    default void save_version_isStaleWhenEarlierOneIsStored() {
        save(note("a", "1"));

        assertRefusedAsStale(note("a", "\"secret\"", WriteCondition.version(2)), 2, 1);
    }

    @Test
    default void save_version_isStaleWhenNotStored() {
        assertRefusedAsStale(note("a", "\"secret\"", WriteCondition.version(5)), 5, 0);
        assertThat(storedIds()).isEmpty();
    }

    @Test
    default void save_versionOfDeletedObject_isStale() {
        save(note("a", "1"));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));

        assertRefusedAsStale(note("a", "\"secret\"", WriteCondition.version(1)), 1, 0);
    }

    @Test
    default void save_versionInOneTransaction_countsItsOwnWrites() {
        save(note("a", "1"));
        change(tx -> {
            tx.save(List.of(note("a", "2", WriteCondition.version(1))));
            tx.save(List.of(note("a", "3", WriteCondition.version(2))));
        });

        assertThat(stored("a").version()).isEqualTo(3);
        assertRefusedAsStale(note("a", "\"secret\"", WriteCondition.version(2)), 2, 3);
    }

    @Test
    default void save_conditionOfLaterWrite_seesEarlierOnesOfTheList() {
        assertRefusedAsExisting(note("a", "1"), note("a", "\"secret\"", WriteCondition.ABSENT));
        assertRefusedAsStale(List.of(note("a", "1"), note("a", "\"secret\"", WriteCondition.NEW_VERSION)), 0, 1);
        assertRefusedAsStale(
                List.of(note("a", "1"), note("a", "2"), note("a", "\"secret\"", WriteCondition.version(1))), 1, 2);
        assertRefusedAsNotFound(note("a", "\"secret\"", WriteCondition.PRESENT), note("a", "1"));
        assertThat(storedIds()).isEmpty();
    }

    @Test
    default void save_oneOfManyRefused_namesThatOneAndStoresNone() {
        saveNotes("n777");
        List<DocumentWrite> writes = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            writes.add(note("n" + i, "{}", WriteCondition.ABSENT));
        }

        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> change(tx -> tx.save(writes)))
                .satisfies(e -> assertThat(e.id()).isEqualTo("n777"));
        assertThat(storedIds()).containsExactly("n777");
    }

    @Test
    default void save_staleOneOfMany_namesThatOneAndItsVersions() {
        List<DocumentWrite> first = new ArrayList<>();
        List<DocumentWrite> second = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            first.add(note("n" + i, "1"));
            second.add(note("n" + i, "2", WriteCondition.version(1)));
        }
        change(tx -> tx.save(first));
        save(note("n1234", "other"), note("n1234", "other"));

        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> change(tx -> tx.save(second)))
                .satisfies(e -> {
                    assertThat(e.id()).isEqualTo("n1234");
                    assertThat(e.expected()).isEqualTo(1);
                    assertThat(e.found()).isEqualTo(3);
                });
        assertThat(stored("n0").version()).isEqualTo(1);
    }

    @Test
    default void version_belowOne_isRefused() {
        assertThatThrownBy(() -> WriteCondition.version(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefusedAsExisting(DocumentWrite... writes) {
        assertThatExceptionOfType(ObjectExistsException.class)
                .isThrownBy(() -> save(writes))
                .satisfies(e -> {
                    assertThat(e.className()).isEqualTo(NOTE);
                    assertThat(e.id()).isEqualTo("a");
                    assertNamesTheKeyOnly(e);
                });
    }

    private void assertRefusedAsNotFound(DocumentWrite... writes) {
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> save(writes))
                .satisfies(e -> {
                    assertThat(e.className()).isEqualTo(NOTE);
                    assertThat(e.id()).isEqualTo("a");
                    assertNamesTheKeyOnly(e);
                });
    }

    private void assertRefusedAsStale(DocumentWrite write, long expected, long found) {
        assertRefusedAsStale(List.of(write), expected, found);
    }

    private void assertRefusedAsStale(List<DocumentWrite> writes, long expected, long found) {
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> change(tx -> tx.save(writes)))
                .satisfies(e -> {
                    assertThat(e.className()).isEqualTo(NOTE);
                    assertThat(e.id()).isEqualTo("a");
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.found()).isEqualTo(found);
                    assertNamesTheKeyOnly(e);
                });
    }

    private static void assertNamesTheKeyOnly(Exception e) {
        assertThat(e).hasMessageContaining("note 'a'");
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("secret");
        }
    }
}
