package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.ObjectQuery;
import io.sepia.Page;
import io.sepia.contract.ComparisonContract.Sheet;
import io.sepia.error.InvalidQueryException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Pages give each object once, and queries of any text and depth end in a result or an error of their own. */
interface PagingContract extends StorageFixture {
    private ObjectQuery<Sheet> sheets() {
        return storage().query(Sheet.class);
    }

    private static void refused(ThrowingCallable query, String part) {
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(query).withMessageContaining(part);
    }

    @Test
    default void pages_byTime_giveEachObjectOnce() {
        List<Sheet> many = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Sheet each = new Sheet(String.format("s%02d", i));
            each.at = Instant.parse("2026-01-31T12:00:00Z").plusMillis((i * 37 % 60) * 250L);
            each.local = OffsetDateTime.parse("2026-01-31T12:00:00Z")
                    .plusMinutes(i * 37 % 60)
                    .withOffsetSameInstant(java.time.ZoneOffset.ofHours(i % 5 - 2));
            many.add(each);
        }
        many.get(7).at = null;
        storage().saveAll(many);

        for (String order : List.of("at", "at desc", "local", "local desc", "n, at desc", "at absent last, n desc")) {
            ObjectQuery<Sheet> query = sheets().orderBy(order).limit(7);
            List<String> seen = new ArrayList<>();
            Optional<String> next = Optional.empty();
            do {
                Page<Sheet> page = next.map(query::after).orElse(query).page();
                page.items().forEach(each -> seen.add(each.id));
                next = page.next();
            } while (next.isPresent());
            assertThat(seen).as(order).isEqualTo(sheets().orderBy(order).ids()).hasSize(60);
        }
    }

    @Test
    default void pages_withAnOffset_continueWhereTheLastOneEnded() {
        List<Sheet> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Sheet each = new Sheet(String.format("s%02d", i));
            each.n = i;
            many.add(each);
        }
        storage().saveAll(many);

        ObjectQuery<Sheet> query = sheets().orderBy("n").offset(5).limit(10);
        List<Integer> seen = new ArrayList<>();
        Page<Sheet> page = query.page();
        page.items().forEach(each -> seen.add(each.n));
        while (page.next().isPresent()) {
            page = query.after(page.next().get()).page();
            page.items().forEach(each -> seen.add(each.n));
        }
        assertThat(seen).hasSize(25).startsWith(5, 6).endsWith(29).isSorted();
    }

    @Test
    default void page_afterALongText_isAccepted() {
        Sheet a = new Sheet("a");
        a.text = "a".repeat(900_000);
        Sheet b = new Sheet("b");
        b.text = "b";
        storage().saveAll(List.of(a, b));

        Page<Sheet> first = sheets().orderBy("text").limit(1).page();
        Page<Sheet> second = sheets().orderBy("text")
                .limit(1)
                .after(first.next().orElseThrow())
                .page();
        assertThat(second.items()).extracting(each -> each.id).containsExactly("b");
    }

    @Test
    default void compare_textsIgnoringCase_asJavaDoes() {
        List<Sheet> sheets = new ArrayList<>();
        for (String text : List.of("Engine", "ENGLISH", "other", "\u212Aelvin", "stra\u00dfe", "\u0130stanbul")) {
            Sheet sheet = new Sheet("s" + sheets.size());
            sheet.text = text;
            sheets.add(sheet);
        }
        storage().saveAll(sheets);

        for (Sheet each : sheets) {
            for (String sought : List.of("engine", "KELVIN", "STRASSE", "STRA\u00dfE", "ISTANBUL", "\u0131stanbul")) {
                List<String> found =
                        sheets().where(field("text").equalsIgnoreCase(sought)).ids();
                assertThat(found.contains(each.id))
                        .as(each.text + " " + sought)
                        .isEqualTo(each.text.equalsIgnoreCase(sought));
            }
        }
        assertThat(sheets().where(field("text").startsWithIgnoreCase("eng")).ids())
                .containsExactly("s0", "s1");
        assertThat(sheets().where("text contains 'LI' ignoring case").ids()).containsExactly("s1");
        assertThat(sheets().where("text = 'OTHER' ignoring case").ids()).containsExactly("s2");
        refused(() -> sheets().where(field("n").containsIgnoreCase("1")).ids(), "texts only");
    }

    @Test
    default void compare_textAndNamesWithNul_areFound() {
        storage().documents("thing").save("a", "{\"x\":\"a\\u0000b\",\"n\\u0000m\":1,\"\\u0000\":\"\\u0000\"}");
        storage().documents("thing").save("b", "{\"x\":\"a\"}");

        ObjectQuery<?> things = storage().documents("thing").query();
        assertThat(things.where(field("x").eq("a\u0000b")).ids()).containsExactly("a");
        assertThat(things.where(field("x").gt("a")).ids()).containsExactly("a");
        assertThat(things.where(field("x").contains("\u0000")).ids()).containsExactly("a");
        assertThat(things.where(field("x").startsWith("a\u0000")).ids()).containsExactly("a");
        assertThat(things.where(field("x").in("a\u0000b", "c")).ids()).containsExactly("a");
        assertThat(things.where(field("n\u0000m").eq(1)).ids()).containsExactly("a");
        assertThat(things.where(field("n\u0000m").exists()).ids()).containsExactly("a");
        assertThat(things.where(field("\u0000").eq("\u0000")).ids()).containsExactly("a");
        assertThat(things.where(field("n\u0000x").exists()).ids()).isEmpty();
        assertThat(things.orderBy(field("x").descending()).ids()).containsExactly("a", "b");
    }

    @Test
    default void condition_nestedOrWithHugeNumbers_isRefusedAtOnce() {
        refused(() -> sheets().where("size(".repeat(20_000) + "tags"), "size");
        refused(() -> sheets().where("n = 1e" + "9".repeat(900_000)), "digits");
        refused(() -> sheets().where("n = json '1e" + "9".repeat(900_000) + "'"), "JSON");
        refused(() -> sheets().where("n = json '" + "[".repeat(100_000) + "'"), "JSON");
    }

    @Test
    default void query_deepDocumentOnASmallStack_works() throws InterruptedException {
        String deep = "{\"a\":".repeat(499) + "1" + "}".repeat(499);
        storage().documents("deep").save("x", "{\"v\":" + deep.substring(5, deep.length() - 1) + "}");
        List<Object> found = new ArrayList<>();
        Runnable query = () -> {
            found.add(storage().documents("deep").query().where("v is object").count());
            found.add(storage().documents("deep").query().orderBy("v").ids());
        };
        storage().documents("deep").query().where("v is object").orderBy("v").ids();
        Thread small = new Thread(
                null,
                () -> {
                    try {
                        query.run();
                    } catch (RuntimeException | StackOverflowError e) {
                        found.add(e);
                    }
                },
                "small",
                160 << 10);
        small.start();
        small.join();
        assertThat(found).containsExactly(1L, List.of("x"));
    }
}
