package io.sepia.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.document.LoggedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanonicalDocumentTest {
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.123456Z");

    private static StoredDocument document(String content, @Nullable String metadata, long version, Instant updated) {
        return new StoredDocument(
                new ObjectKey("Note", "n1"), ObjectType.SERIALIZABLE, content, metadata, version, TIME, updated);
    }

    private static StoredDocument document(String content) {
        return document(content, null, 1, TIME);
    }

    @Test
    void hash_otherOrderFormOrSpace_isTheSame() {
        StoredDocument one = document("{\"a\":1.0,\"b\":[1, 2]}", "{\"x\":1,\"y\":2}", 1, TIME);
        StoredDocument other = document("{ \"b\": [1,2], \"a\": 1 }", "{\"y\":2,\"x\":1}", 1, TIME.plusNanos(999));
        assertThat(CanonicalDocument.hash(one)).isEqualTo(CanonicalDocument.hash(other));
        assertThat(CanonicalDocument.areEqual(one, other)).isTrue();
    }

    @Test
    void hash_anyPartDifferent_differs() {
        StoredDocument one = document("{\"a\":1}");
        assertDiffer(one, document("{\"a\":2}"));
        assertDiffer(one, document("{\"a\":1}", "{}", 1, TIME));
        assertDiffer(one, document("{\"a\":1}", null, 2, TIME));
        assertDiffer(one, document("{\"a\":1}", null, 1, TIME.plusNanos(1_000)));
        assertDiffer(one, new StoredDocument(one.key(), ObjectType.CONTAINER, one.content(), null, 1, TIME, TIME));
    }

    private static void assertDiffer(StoredDocument one, StoredDocument other) {
        assertThat(CanonicalDocument.hash(one)).isNotEqualTo(CanonicalDocument.hash(other));
        assertThat(CanonicalDocument.areEqual(one, other)).isFalse();
    }

    @Test
    void hash_partsThatJoinToTheSameText_differs() {
        StoredDocument one =
                new StoredDocument(new ObjectKey("Note", "1x"), ObjectType.SERIALIZABLE, "{}", null, 1, TIME, TIME);
        StoredDocument other =
                new StoredDocument(new ObjectKey("Note1", "x"), ObjectType.SERIALIZABLE, "{}", null, 1, TIME, TIME);
        assertThat(CanonicalDocument.hash(one)).isNotEqualTo(CanonicalDocument.hash(other));
    }

    @Test
    void haveEqualContent_ignoresVersionAndTimes() {
        assertThat(CanonicalDocument.haveEqualContent(
                        document("{\"a\":1}"), document("{\"a\":1.0}", "{}", 9, Instant.EPOCH)))
                .isTrue();
        assertThat(CanonicalDocument.haveEqualContent(document("no json"), document("no  json")))
                .isFalse();
        assertThat(CanonicalDocument.haveEqualContent(document("no json"), document("no json")))
                .isTrue();
    }

    @Test
    void hashOfEvents_ignoresTheirNumber() {
        LoggedEvent event = event(1, EventType.CREATED);
        assertThat(CanonicalDocument.hash(event))
                .isEqualTo(CanonicalDocument.hash(event(2, EventType.CREATED)))
                .isNotEqualTo(CanonicalDocument.hash(event(1, EventType.DELETED)));
    }

    private static LoggedEvent event(long number, EventType type) {
        return new LoggedEvent(number, new ObjectKey("Note", "n1"), type, 1, TIME, null);
    }
}
