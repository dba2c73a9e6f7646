package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How backends find what objects were. */
interface GenerationReadsContract extends GenerationFixture {
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
}
