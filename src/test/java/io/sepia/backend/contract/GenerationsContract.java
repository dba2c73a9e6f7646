package io.sepia.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.backend.Access;
import io.sepia.backend.BackendTransaction;
import io.sepia.backend.Generations;
import io.sepia.backend.WriteCondition;
import io.sepia.document.GenerationHeader;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.document.StoredGeneration;
import io.sepia.error.StaleVersionException;
import io.sepia.query.Query;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How backends keep what objects were. */
interface GenerationsContract extends BackendFixture {
    /** A moment with microseconds. */
    Instant SAVED = Instant.parse("2026-01-02T03:04:05.678901Z");

    private void keepAll() {
        change(tx -> tx.generations().rule(NOTE, HistoryRule.ALL));
    }

    private List<GenerationHeader> all(String id) {
        return reading(tx -> tx.generations().page(key(id), 0, 1_000));
    }

    private Optional<StoredGeneration> at(String id, long number) {
        return reading(tx -> tx.generations().at(key(id), number));
    }

    private Optional<StoredGeneration> atMoment(String id, Instant moment) {
        return reading(tx -> tx.generations().at(key(id), moment));
    }

    private Optional<StoredGeneration> latest(String id) {
        return reading(tx -> tx.generations().latest(key(id)));
    }

    private long count(String id) {
        return reading(tx -> tx.generations().count(key(id)));
    }

    private List<Long> numbers(String id) {
        return all(id).stream().map(GenerationHeader::number).toList();
    }

    private String content(String id, long number) {
        return at(id, number).orElseThrow().content();
    }

    private String version(int number) {
        return "{\"is\":" + number + "}";
    }

    private void saveVersions(String id, int count) {
        for (int i = 1; i <= count; i++) {
            save(note(id, version(i)));
        }
    }

    private StoredGeneration generation(String id, long number, Instant at) {
        return new StoredGeneration(
                new GenerationHeader(key(id), number, ObjectType.SERIALIZABLE, "{\"by\":1}", number, at, null),
                version((int) (number % 1000)));
    }

    @Test
    default void generations_ofANewStore_areNone() {
        read(tx -> {
            Generations generations = tx.generations();
            assertThat(generations.rules()).isEmpty();
            assertThat(generations.classes()).isEmpty();
            assertThat(generations.count(key("a"))).isZero();
            assertThat(generations.page(key("a"), 0, 10)).isEmpty();
            assertThat(generations.latest(key("a"))).isEmpty();
            assertThat(generations.at(key("a"), 1)).isEmpty();
            assertThat(generations.at(key("a"), Instant.now())).isEmpty();
        });
    }

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
    default void generations_reader_begunBefore_seesItsOwnMoment() {
        keepAll();
        saveVersions("a", 2);
        try (BackendTransaction before = backend().begin(Access.READ_ONLY)) {
            assertThat(before.generations().count(key("a"))).isEqualTo(2);
            change(tx -> tx.save(List.of(note("a", version(3)))));
            assertThat(before.generations().count(key("a"))).isEqualTo(2);
            assertThat(before.generations().latest(key("a")).orElseThrow().content())
                    .isEqualTo(version(2));
        }
        assertThat(numbers("a")).containsExactly(1L, 2L, 3L);
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
        assertThat(all("a")).extracting(GenerationHeader::version).containsExactly(1L, 2L, 3L, 1L, 2L);
        assertThat(content("a", 3)).isEqualTo(version(3));
        assertThat(content("a", 4)).isEqualTo(version(1));
    }

    @Test
    default void generations_at_aMoment_findsWhatWasThereThen() {
        keepAll();
        change(tx -> {
            tx.restore(List.of(new StoredDocument(
                    key("a"), ObjectType.SERIALIZABLE, version(4), null, 9, SAVED, SAVED.plusSeconds(40))));
            tx.generations()
                    .restore(
                            key("a"),
                            List.of(
                                    generation("a", 1, SAVED),
                                    new StoredGeneration(
                                            generation("a", 2, SAVED.plusSeconds(10))
                                                    .header()
                                                    .deleted(SAVED.plusSeconds(20)),
                                            version(2)),
                                    generation("a", 3, SAVED.plusSeconds(30))));
        });
        Map<Long, Integer> expected =
                Map.of(-1L, 0, 0L, 1, 9L, 1, 10L, 2, 19L, 2, 20L, 0, 29L, 0, 30L, 3, 40L, 4, 90L, 4);
        expected.forEach((second, number) -> assertThat(atMoment("a", SAVED.plusSeconds(second))
                        .map(StoredGeneration::content)
                        .orElse(""))
                .as("second %d", second)
                .isEqualTo(number == 0 ? "" : version(number)));
        assertThat(atMoment("a", SAVED.plusNanos(-1_000))).isEmpty();
    }

    @Test
    default void generations_at_aMomentOfSeveral_findsTheLastOfThem() {
        keepAll();
        change(tx -> tx.generations()
                .restore(
                        key("a"),
                        List.of(generation("a", 1, SAVED), generation("a", 2, SAVED), generation("a", 3, SAVED))));
        assertThat(atMoment("a", SAVED).orElseThrow().number()).isEqualTo(3);
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
        assertThat(numbers("a")).containsExactly(1L);
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

    @Test
    default void generations_pageAfterPage_leaveNothingOut() {
        keepAll();
        change(tx -> {
            for (int i = 1; i <= 10; i++) {
                tx.save(List.of(note("a", version(i)), note("b", version(i))));
            }
        });
        List<Long> numbers = new java.util.ArrayList<>();
        long after = 0;
        List<GenerationHeader> page;
        do {
            long from = after;
            page = reading(tx -> tx.generations().page(key("a"), from, 3));
            page.forEach(each -> numbers.add(each.number()));
            after = numbers.get(numbers.size() - 1);
        } while (page.size() == 3);
        assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    default void generations_ids_ofObjectsThatHaveGenerations_comeInOrder() {
        keepAll();
        change(tx -> {
            for (String id : List.of("b", "report.2023", "report.2024", "\uD83D\uDE00", "\uFF5E", "a/b")) {
                tx.save(List.of(note(id, version(1))));
                tx.save(List.of(note(id, version(2))));
            }
            tx.save(List.of(note("only one", version(1))));
        });
        change(tx -> tx.delete(key("b"), WriteCondition.NONE));

        read(tx -> {
            Generations generations = tx.generations();
            assertThat(generations.classes()).containsExactly(NOTE);
            assertThat(generations.ids(NOTE, "", 10))
                    .containsExactly("a/b", "b", "report.2023", "report.2024", "\uFF5E", "\uD83D\uDE00");
            assertThat(generations.ids(NOTE, "b", 2)).containsExactly("report.2023", "report.2024");
            assertThat(generations.ids("other", "", 2)).isEmpty();
        });
        assertThat(content("report.2023", 2)).isEqualTo(version(2));
        assertThat(numbers("report")).isEmpty();
    }

    @Test
    default void generations_content_ofAnyText_isKeptExactly() {
        keepAll();
        List<String> texts = List.of(
                " { \"a\" : 1 } ",
                "{\n\"a\":\r\n1}",
                "\"n\"",
                "\"\\u2028 \\n \uD83D\uDE00\"",
                "12345678901234567890.12345678901234567890",
                "{\"content\":{\"n\":1},\"n\":2}",
                "null");
        texts.forEach(each -> save(note("a", each, "{ \"m\" :\n1}", WriteCondition.NONE)));
        for (int i = 0; i < texts.size(); i++) {
            StoredGeneration found = at("a", i + 1).orElseThrow();
            assertThat(found.content()).isEqualTo(texts.get(i));
            assertThat(found.header().metadata()).isEqualTo("{ \"m\" :\n1}");
        }
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
