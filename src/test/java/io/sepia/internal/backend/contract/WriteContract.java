package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a write leaves behind: text, version, times, metadata. */
interface WriteContract extends BackendFixture {
    @Test
    default void save_newObject_isStoredAtVersionOne() {
        save(note("a", "{\"x\":1}", "{\"by\":\"me\"}", WriteCondition.NONE));

        StoredDocument stored = stored("a");
        assertThat(stored.key()).isEqualTo(key("a"));
        assertThat(stored.type()).isEqualTo(ObjectType.SERIALIZABLE);
        assertThat(stored.content()).isEqualTo("{\"x\":1}");
        assertThat(stored.metadata()).isEqualTo("{\"by\":\"me\"}");
        assertThat(stored.version()).isEqualTo(1);
    }

    @Test
    default void save_manyWithRepeatedKeys_writesEachInOrder() {
        save(note("7", "{}", "{\"kept\":true}", WriteCondition.NONE));
        List<DocumentWrite> writes = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            String metadata = i % 2 == 0 ? "{\"by\":\"ü\\\\\\\"{}\"}" : null;
            writes.add(note("" + i % 800, "{\"i\":" + i + ",\"t\":\"a\\\\,{}\\\"é\"}", metadata, WriteCondition.NONE));
        }
        change(tx -> tx.save(writes));

        for (int i : new int[] {0, 7, 299, 300, 799}) {
            StoredDocument stored = stored("" + i);
            int last = i < 300 ? i + 800 : i;
            assertThat(stored.content()).isEqualTo(writes.get(last).content());
            assertThat(stored.version()).isEqualTo((i < 300 ? 2 : 1) + (i == 7 ? 1 : 0));
            assertThat(stored.metadata())
                    .isEqualTo(i == 7 ? "{\"kept\":true}" : writes.get(i).metadata());
        }
        List<DocumentWrite> absent = List.of(
                note("x", "{}", WriteCondition.IF_ABSENT),
                note("7", "{}", WriteCondition.IF_ABSENT),
                note("x", "{\"second\":1}", WriteCondition.IF_ABSENT));
        change(tx -> assertThat(tx.save(absent).count()).isEqualTo(1));
        assertThat(stored("x").content()).isEqualTo("{}");
    }

    @Test
    default void save_newObject_takesTheTimeToTheMicrosecond() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        save(note("a", "{}"));
        Instant after = Instant.now();

        StoredDocument stored = stored("a");
        assertThat(stored.createdAt()).isBetween(before, after).isEqualTo(stored.updatedAt());
        assertThat(stored.createdAt()).isEqualTo(stored.createdAt().truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    default void save_newObjects_timesAreFinerThanMilliseconds() {
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = "n" + i;
            save(note(id, "{}"));
            times.add(stored(id).createdAt());
        }

        assertThat(times).anyMatch(time -> !time.equals(time.truncatedTo(ChronoUnit.MILLIS)));
    }

    @Test
    default void save_storedObject_keepsCreationAndGetsNextVersion() throws Exception {
        save(note("a", "{\"x\":1}"));
        StoredDocument first = stored("a");
        Thread.sleep(2);
        save(note("a", "{\"x\":2}"));
        save(note("a", "{\"x\":3}"));

        StoredDocument third = stored("a");
        assertThat(third.content()).isEqualTo("{\"x\":3}");
        assertThat(third.version()).isEqualTo(3);
        assertThat(third.createdAt()).isEqualTo(first.createdAt());
        assertThat(third.updatedAt()).isAfter(first.updatedAt());
    }

    @Test
    default void save_newAndStoredObjectsInTurn_writesEach() {
        save(note("a", "1"));
        save(note("a", "2"));
        save(note("b", "3"));
        save(note("c", "4"));
        save(note("b", "5"));
        save(note("d", "6"));
        save(note("c", "7"));
        save(note("c", "8"));

        assertThat(stored("a").content()).isEqualTo("2");
        assertThat(stored("b").content()).isEqualTo("5");
        assertThat(stored("c").content()).isEqualTo("8");
        assertThat(stored("d").content()).isEqualTo("6");
        assertThat(List.of("a", "b", "c", "d"))
                .extracting(id -> stored(id).version())
                .containsExactly(2L, 2L, 3L, 1L);
    }

    @Test
    default void save_sameContent_getsNextVersion() {
        save(note("a", "{}"));
        save(note("a", "{}"));

        assertThat(stored("a").version()).isEqualTo(2);
    }

    @Test
    default void save_inSeveralSavesOfOneTransaction_countsEach() {
        change(tx -> {
            tx.save(List.of(note("a", "1")));
            tx.save(List.of(note("a", "2")));
            tx.save(List.of(note("a", "3")));
        });

        assertThat(stored("a").version()).isEqualTo(3);
        assertThat(stored("a").content()).isEqualTo("3");
    }

    @Test
    default void save_otherType_replacesType() {
        save(note("a", "{}"));
        save(new DocumentWrite(key("a"), ObjectType.CONTAINER, "{}", null, WriteCondition.NONE));
        assertThat(stored("a").type()).isEqualTo(ObjectType.CONTAINER);

        save(note("a", "{}"));
        assertThat(stored("a").type()).isEqualTo(ObjectType.SERIALIZABLE);
    }

    @Test
    default void save_withoutMetadata_storesNoneForNewObject() {
        save(note("a", "{}"));

        assertThat(stored("a").metadata()).isNull();
    }

    @Test
    default void save_withoutMetadata_keepsWhatIsStored() {
        save(note("a", "1", "{\"k\":1}", WriteCondition.NONE));
        save(note("a", "2"));
        save(note("a", "3", WriteCondition.PRESENT));
        save(note("a", "4", WriteCondition.version(3)));

        assertThat(stored("a").content()).isEqualTo("4");
        assertThat(stored("a").metadata()).isEqualTo("{\"k\":1}");
    }

    @Test
    default void save_withMetadata_replacesIt() {
        save(note("a", "{}", "{\"k\":1}", WriteCondition.NONE));
        save(note("a", "{}", "{ }", WriteCondition.NONE));

        assertThat(stored("a").metadata()).isEqualTo("{ }");
    }

    @Test
    default void save_newObjectAfterDeletion_forgetsTheOldOne() {
        save(note("a", "1", "{\"k\":1}", WriteCondition.NONE));
        save(note("a", "2"));
        change(tx -> tx.delete(key("a"), WriteCondition.NONE));
        save(note("a", "3"));

        assertThat(stored("a").version()).isEqualTo(3);
        assertThat(stored("a").metadata()).isNull();
        assertThat(stored("a").createdAt()).isEqualTo(stored("a").updatedAt());
    }

    @Test
    default void save_nothing_changesNothing() {
        save(note("a", "{}"));
        change(tx -> tx.save(List.of()));

        assertThat(stored("a").version()).isEqualTo(1);
        read(tx -> assertThat(tx.classes()).containsExactly(Map.entry(NOTE, 1L)));
    }

    @Test
    default void save_keyRepeated_appliesEachWriteInOrder() {
        save(
                note("a", "1", "{\"k\":1}", WriteCondition.ABSENT),
                note("b", "1"),
                note("a", "2", WriteCondition.PRESENT),
                note("a", "never", WriteCondition.IF_ABSENT),
                note("a", "3", WriteCondition.version(2)),
                note("b", "2"));

        assertThat(stored("a").content()).isEqualTo("3");
        assertThat(stored("a").version()).isEqualTo(3);
        assertThat(stored("a").metadata()).isEqualTo("{\"k\":1}");
        assertThat(stored("b").content()).isEqualTo("2");
        assertThat(stored("b").version()).isEqualTo(2);
    }

    @Test
    default void save_thousandsWithRepeatedKeys_lastWriteOfEachStays() {
        List<DocumentWrite> writes = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            writes.add(note("n" + i % 2_000, String.valueOf(i)));
        }
        change(tx -> tx.save(writes));

        List<StoredDocument> all = reading(tx -> tx.page(NOTE, "", 10_000));
        assertThat(all).hasSize(2_000).allSatisfy(document -> {
            assertThat(document.version()).isEqualTo(3);
            assertThat(document.content())
                    .isEqualTo(String.valueOf(
                            4_000 + Integer.parseInt(document.key().id().substring(1))));
        });
    }

    @Test
    default void save_listChangedByCallerAfterwards_isStoredAsItWas() {
        List<DocumentWrite> writes = new ArrayList<>(List.of(note("a", "1"), note("b", "1")));
        change(tx -> {
            tx.save(writes);
            writes.set(0, note("a", "2"));
            writes.remove(1);
        });

        assertThat(stored("a").content()).isEqualTo("1");
        assertThat(stored("b").content()).isEqualTo("1");
    }

    @Test
    default void save_anyJson_keepsContentAndMetadataToTheCharacter() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("white space", " \r\n{\t\"b\" : 1 ,\n\n \"a\":[ ]  }\n ");
        texts.put("key order", "{\"z\":1,\"a\":2,\"Z\":3,\"\":4}");
        texts.put("astral", "{\"😀\":\"🏳️‍🌈 𝔘𝔫𝔦 \uFF5E\"}");
        texts.put("escapes", "{\"nul\":\"\\u0000\",\"é\":\"\\u00E9\\uD83D\\uDE00\\/\"}");
        texts.put("normalisation", "{\"nfc\":\"\u00E9\",\"nfd\":\"e\u0301\"}");
        texts.put("separators", "{\"x\":\"\u2028\u2029\u0085\u200F\u202E\uFEFF\"}");
        texts.put("numbers", "[1.0,1.00,1e400,-0,0.1000000000000000055511151231257827,12345678901234567890123]");
        texts.put("quotes", "{\"x\":\"'); DROP TABLE objects; -- ? :a ${b} %s {0} \\\\ \\\" `\"}");
        texts.put("deep", "[".repeat(400) + "]".repeat(400));
        texts.put("string", "\"\"");
        texts.put("null", "null");
        texts.put("long", "{\"x\":\"" + "äöü😀x'".repeat(450_000) + "\"}");

        texts.forEach((id, text) -> save(note(id, text, "{\"m\":" + text + "}", WriteCondition.NONE)));

        texts.forEach((id, text) -> {
            // Without the texts in the message: they are megabytes.
            assertThat(stored(id).content().equals(text)).as("content: " + id).isTrue();
            assertThat(("{\"m\":" + text + "}").equals(stored(id).metadata()))
                    .as("metadata: " + id)
                    .isTrue();
        });
        read(tx -> assertThat(tx.load(NOTE, texts.keySet()))
                .hasSize(texts.size())
                .allMatch(document ->
                        document.content().equals(texts.get(document.key().id()))));
    }
}
