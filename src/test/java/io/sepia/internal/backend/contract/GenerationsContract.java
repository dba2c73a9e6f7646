package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How backends keep what objects were. */
interface GenerationsContract extends GenerationFixture {
    @Test
    default void generations_save_fiveTimes_keepsFiveGenerations() {
        keepAll();
        saveVersions("a", 5);

        List<GenerationHeader> all = all("a");
        assertThat(all).extracting(GenerationHeader::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(all).extracting(GenerationHeader::version).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(all).extracting(GenerationHeader::createdAt).isSorted();
        assertThat(all).extracting(GenerationHeader::deletedAt).containsOnlyNulls();
        for (int i = 1; i <= 5; i++) {
            assertThat(content("a", i)).isEqualTo(version(i));
        }
        StoredDocument stored = stored("a");
        StoredGeneration latest = latest("a").orElseThrow();
        assertThat(latest).isEqualTo(StoredGeneration.of(stored, 5, null));
        assertThat(count("a")).isEqualTo(5);
        assertThat(at("a", 6)).isEmpty();
        assertThat(at("a", 0)).isEmpty();
    }

    @Test
    default void generations_save_ofOtherClasses_keepsNothing() {
        keepAll();
        ObjectKey other = new ObjectKey("other", "a");
        change(tx -> tx.save(List.of(write(other, version(1), null, WriteCondition.NONE))));
        change(tx -> tx.save(List.of(write(other, version(2), null, WriteCondition.NONE))));
        change(tx -> tx.delete(other, WriteCondition.NONE));

        read(tx -> {
            assertThat(tx.generations().count(other)).isZero();
            assertThat(tx.generations().classes()).isEmpty();
        });
    }

    @Test
    default void generations_save_metadata_isKeptAsItWas() {
        keepAll();
        save(note("a", version(1), "{\"who\":\"ada\"}", WriteCondition.NONE));
        save(note("a", version(2)));
        save(note("a", version(3), "{\"who\":\"bob\"}", WriteCondition.NONE));

        assertThat(all("a"))
                .extracting(GenerationHeader::metadata)
                .containsExactly("{\"who\":\"ada\"}", "{\"who\":\"ada\"}", "{\"who\":\"bob\"}");
    }

    @Test
    default void generations_save_twiceInOneCall_keepsBoth() {
        keepAll();
        change(tx -> tx.save(List.of(note("a", version(1)), note("b", version(7)), note("a", version(2)))));
        assertThat(numbers("a")).containsExactly(1L, 2L);
        assertThat(content("a", 1)).isEqualTo(version(1));
        assertThat(numbers("b")).containsExactly(1L);
    }

    @Test
    default void generations_save_underEachCondition_keepsWhatItReplaces() {
        keepAll();
        save(note("a", version(1), WriteCondition.ABSENT));
        save(note("a", version(2), WriteCondition.PRESENT));
        save(note("a", version(3), WriteCondition.version(2)));
        save(note("a", version(4), WriteCondition.IF_ABSENT));
        save(note("b", version(1), WriteCondition.NEW_VERSION), note("a", version(5), WriteCondition.version(3)));

        assertThat(numbers("a")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(content("a", 3)).isEqualTo(version(3));
        assertThat(content("a", 4)).isEqualTo(version(5));
    }

    @Test
    default void generations_save_refused_keepsNothing() {
        keepAll();
        saveVersions("a", 2);
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() -> tx.save(List.of(note("a", version(3), WriteCondition.version(1)))));
        }
        assertThat(numbers("a")).containsExactly(1L, 2L);
    }

    @Test
    default void generations_save_ofATransactionThatRollsBack_keepsNothing() {
        saveVersions("a", 1);
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.generations().rule(NOTE, HistoryRule.ALL);
            tx.save(List.of(note("a", version(2))));
            tx.delete(key("a"), WriteCondition.NONE);
            assertThat(tx.generations().count(key("a"))).isEqualTo(2);
        }
        read(tx -> {
            assertThat(tx.generations().rules()).isEmpty();
            assertThat(tx.generations().count(key("a"))).isZero();
        });
        saveVersions("a", 1);
        assertThat(count("a")).isZero();
    }

    @Test
    default void keepGeneration_withoutRule_keepsWhatIsStored() {
        saveVersions("a", 3);
        change(tx -> assertThat(tx.generations().keep(key("a"))).isEqualTo(1));
        change(tx -> assertThat(tx.generations().keep(key("a"))).isEqualTo(1));
        saveVersions("a", 1);
        assertThat(numbers("a")).containsExactly(1L);
        change(tx -> assertThat(tx.generations().keep(key("a"))).isEqualTo(2));

        assertThat(content("a", 1)).isEqualTo(version(3));
        assertThat(content("a", 2)).isEqualTo(version(1));
        read(tx -> assertThat(tx.generations().rules()).isEqualTo(Map.of(NOTE, HistoryRule.ASKED)));
        change(tx -> assertThat(tx.generations().keep(key("none"))).isZero());
    }

    @Test
    default void keepGeneration_withRule_givesTheNumberOfWhatIsStored() {
        keepAll();
        saveVersions("a", 3);
        change(tx -> assertThat(tx.generations().keep(key("a"))).isEqualTo(3));
        assertThat(numbers("a")).containsExactly(1L, 2L, 3L);
    }

    @Test
    default void generations_delete_eachWay_leavesGenerations() {
        keepAll();
        change(tx -> {
            for (String id : List.of("a", "b", "c", "d", "e")) {
                tx.save(List.of(note(id, version(1))));
                tx.save(List.of(note(id, version(2))));
            }
        });
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        change(tx -> tx.delete(key("b"), WriteCondition.version(2)));
        change(tx -> tx.delete(NOTE, List.of("c", "none")));
        change(tx -> tx.delete(NOTE, Query.ALL.limit(1)));
        change(tx -> tx.clear(NOTE));

        for (String id : List.of("a", "b", "c", "d", "e")) {
            assertThat(numbers(id)).as(id).containsExactly(1L, 2L);
            GenerationHeader last = all(id).get(1);
            assertThat(last.deletedAt()).as(id).isNotNull().isAfterOrEqualTo(last.createdAt());
            assertThat(all(id).get(0).deletedAt()).isNull();
            assertThat(latest(id).orElseThrow().content()).isEqualTo(version(2));
        }
        assertThat(atMoment("a", Instant.now().plusSeconds(9))).isEmpty();
    }

    @Test
    default void generations_clear_everything_leavesGenerations() {
        keepAll();
        saveVersions("a", 2);
        change(BackendTransaction::clear);
        assertThat(numbers("a")).containsExactly(1L, 2L);
        assertThat(all("a").get(1).deletedAt()).isNotNull();
    }

    @Test
    default void generations_delete_ofAnotherVersion_keepsNothing() {
        keepAll();
        saveVersions("a", 2);
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() -> tx.delete(key("a"), WriteCondition.version(1)));
        }
        assertThat(all("a")).extracting(GenerationHeader::deletedAt).containsOnlyNulls();
        assertThat(numbers("a")).containsExactly(1L, 2L);
    }

    @Test
    default void generations_delete_ofWhatIsKeptByCall_isSaidOfTheLatest() {
        saveVersions("a", 1);
        change(tx -> tx.generations().keep(key("a")));
        saveVersions("a", 2);
        change(tx -> tx.generations().keep(key("a")));
        change(tx -> tx.delete(NOTE, List.of("a")));

        assertThat(numbers("a")).containsExactly(1L, 2L);
        assertThat(all("a").get(0).deletedAt()).isNull();
        assertThat(all("a").get(1).deletedAt()).isNotNull();
    }

    @Test
    default void generations_save_afterDelete_goesOnWithTheNumbers() {
        keepAll();
        saveVersions("a", 3);
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        saveVersions("a", 2);

        assertThat(numbers("a")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(all("a")).extracting(GenerationHeader::version).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(content("a", 3)).isEqualTo(version(3));
        assertThat(content("a", 4)).isEqualTo(version(1));
    }

    @Test
    default void generations_restore_generations_replacesThemAndBearsGapsAndLargeNumbers() {
        keepAll();
        saveVersions("a", 4);
        long large = 1L << 40;
        List<StoredGeneration> restored = List.of(
                generation("a", 2, SAVED), generation("a", 5, SAVED.plusSeconds(1)), generation("a", large, SAVED));
        change(tx -> tx.generations().restore(key("a"), restored));

        assertThat(numbers("a")).containsExactly(2L, 5L, large, large + 1);
        assertThat(at("a", 5)).contains(restored.get(1));
        assertThat(at("a", 4)).isEmpty();
        save(note("a", version(9)));
        assertThat(numbers("a")).containsExactly(2L, 5L, large, large + 1, large + 2);

        change(tx -> tx.generations().restore(key("a"), List.of()));
        assertThat(numbers("a")).containsExactly(large + 2);
    }

    @Test
    default void generations_restore_ofADocument_keepsWhatItReplaces() {
        keepAll();
        saveVersions("a", 2);
        change(tx -> tx.restore(List.of(
                new StoredDocument(key("a"), ObjectType.SERIALIZABLE, version(8), null, 40, SAVED, SAVED),
                new StoredDocument(key("b"), ObjectType.SERIALIZABLE, version(8), null, 40, SAVED, SAVED))));

        assertThat(all("a")).extracting(GenerationHeader::version).containsExactly(1L, 2L, 40L);
        assertThat(all("a")).extracting(GenerationHeader::deletedAt).containsOnlyNulls();
        assertThat(all("b")).extracting(GenerationHeader::version).containsExactly(40L);
    }

    @Test
    default void generations_withoutRoom_areRefused() {
        read(tx -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tx.generations().page(key("a"), 0, 0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tx.generations().ids(NOTE, "", 0));
        });
    }
}
