package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The version of an object that was deleted is never one that its key has again. See decision 0063. */
interface VersionFloorContract extends BackendFixture {
    private void assertStale(long version) {
        WriteCondition held = WriteCondition.version(version);
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() -> tx.save(List.of(note("a", "{\"old\":true}", held))));
        }
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            assertThatExceptionOfType(StaleVersionException.class).isThrownBy(() -> tx.delete(key("a"), held));
        }
        assertThat(stored("a").content()).isEqualTo("{\"new\":true}");
    }

    private long latestVersion() {
        return reading(tx -> tx.latest(NOTE, List.of("a"))).get("a").version();
    }

    @Test
    default void version_ofAClassWithoutDeletions_isOneForNewObjects() {
        save(note("a", "{}"), note("b", "{}", WriteCondition.ABSENT));
        save(note("c", "{}", WriteCondition.NEW_VERSION), note("d", "{}", WriteCondition.IF_ABSENT));
        change(tx -> tx.delete(NOTE, Query.ALL.where(Term.parse("x = 1"))));
        change(tx -> tx.delete(key("nothing"), WriteCondition.NONE));
        save(note("e", "{}"));

        for (String each : List.of("a", "b", "c", "d", "e")) {
            assertThat(stored(each).version()).isEqualTo(1);
        }
    }

    @Test
    default void version_storedAgainAfterAnyDeletion_isHigherThanAllBefore() {
        Map<String, Consumer<BackendTransaction>> deletions = Map.of(
                "by key", tx -> tx.delete(key("a"), WriteCondition.NONE),
                "by version",
                        tx -> tx.delete(
                                key("a"),
                                WriteCondition.version(
                                        tx.load(key("a")).orElseThrow().version())),
                "by ids", tx -> tx.delete(NOTE, List.of("a", "b")),
                "by query", tx -> tx.delete(NOTE, Query.ALL),
                "by class", tx -> tx.clear(NOTE),
                "of everything", BackendTransaction::clear,
                "forgotten", tx -> tx.forget(NOTE, List.of("a")));
        deletions.forEach((name, deletion) -> {
            save(note("a", "{\"old\":true}"));
            save(note("a", "{\"old\":true}"));
            long held = latestVersion();
            change(deletion);
            save(note("a", "{\"new\":true}", WriteCondition.ABSENT));

            assertThat(stored("a").version()).as(name).isGreaterThan(held);
            assertStale(held - 1);
            assertStale(held);
        });
    }

    @Test
    default void version_deletedAndStoredAgainInOneTransaction_isHigher() {
        for (WriteCondition each : List.of(WriteCondition.NONE, WriteCondition.NEW_VERSION, WriteCondition.IF_ABSENT)) {
            save(note("a", "{}"));
            long held = latestVersion();
            Effects[] effects = {Effects.NONE};
            change(tx -> {
                tx.delete(key("a"), WriteCondition.NONE);
                effects[0] = tx.save(List.of(note("a", "{\"new\":true}", each)));
            });
            assertStale(held);
            if (each.kind() != WriteCondition.Kind.NONE) {
                assertThat(effects[0].begun()).isEqualTo(Map.of(key("a"), latestVersion()));
            }
        }
    }

    @Test
    default void version_classesWithAndWithoutDeletionsInTurn_beginsAboveTheDeletionsOfTheClass() {
        save(note("a", "{}"));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));

        for (String id : List.of("b", "c", "d")) {
            save(note(id, "{}", WriteCondition.IF_ABSENT));
            ObjectKey other = new ObjectKey("other", id);
            save(write(other, "{}", null, WriteCondition.IF_ABSENT));
            save(write(other, "{\"new\":true}", null, WriteCondition.IF_ABSENT));

            assertThat(stored(id).version()).isGreaterThan(1);
            StoredDocument first = reading(tx -> tx.load(other)).orElseThrow();
            assertThat(first.version()).isOne();
            assertThat(first.content()).isEqualTo("{}");
        }
    }

    @Test
    default void version_afterARolledBackDeletion_beginsAtOne() {
        save(note("a", "{}"));
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.clear(NOTE);
        }
        save(note("b", "{}"));

        assertThat(stored("b").version()).isEqualTo(1);
        assertThat(stored("a").version()).isEqualTo(1);
    }

    @Test
    default void version_ofOtherClasses_beginsAtOne() {
        save(note("a", "{}"));
        change(tx -> tx.clear(NOTE));
        ObjectKey other = new ObjectKey("other", "a");
        change(tx -> tx.save(List.of(write(other, "{}", null, WriteCondition.NONE))));

        assertThat(reading(tx -> tx.load(other)).orElseThrow().version()).isEqualTo(1);
    }

    @Test
    default void version_ofARestoredDocument_isTheGivenOne() {
        save(note("a", "{}"));
        change(tx -> tx.clear(NOTE));
        StoredDocument restored =
                new StoredDocument(key("a"), ObjectType.SERIALIZABLE, "{}", null, 1, Instant.EPOCH, Instant.EPOCH);
        change(tx -> tx.restore(List.of(restored)));

        assertThat(stored("a")).isEqualTo(restored);
    }

    @Test
    default void version_afterAnEarlierOneWasRestoredAndDeleted_isHigherThanAllBefore() {
        saveNotes("a", "a", "a");
        StoredDocument first =
                new StoredDocument(key("a"), ObjectType.SERIALIZABLE, "{}", null, 1, Instant.EPOCH, Instant.EPOCH);
        change(tx -> tx.restore(List.of(first)));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        save(note("a", "{}"));

        assertThat(stored("a").version()).isEqualTo(4);
    }

    @Test
    default void latest_ofAnObjectThatWasStoredAgain_isACreation() {
        save(note("a", "{}"));
        change(tx -> tx.clear(NOTE));
        save(note("a", "{\"new\":true}"));
        assertThat(reading(tx -> tx.latest(NOTE, List.of("a"))).get("a"))
                .extracting(Change::kind, Change::version)
                .containsExactly(ChangeKind.CREATED, 2L);
        save(note("a", "{}"));
        assertThat(reading(tx -> tx.latest(NOTE, List.of("a"))).get("a"))
                .extracting(Change::kind, Change::version)
                .containsExactly(ChangeKind.UPDATED, 3L);
    }
}
