package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.NotUniqueException;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.query.IndexDefinition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Documents that come from elsewhere are what they were there. */
interface RestoreContract extends BackendFixture {
    /** A moment with microseconds. */
    Instant CREATED = Instant.parse("2020-02-29T23:59:59.123456Z");
    /** A later one. */
    Instant UPDATED = Instant.parse("2021-01-01T00:00:00.000001Z");

    private StoredDocument document(String id, String content, @Nullable String metadata, long version) {
        return new StoredDocument(key(id), ObjectType.CONTAINER, content, metadata, version, CREATED, UPDATED);
    }

    @Test
    default void restore_newDocuments_areAsTheyWere() {
        List<StoredDocument> documents = List.of(
                document("a", "{\"a\": 1}", "{\"k\": [1, 2]}", 7),
                document("b", "{\"$ref\":{\"class\":\"note\",\"id\":\"a\"}}", null, 1),
                new StoredDocument(
                        new ObjectKey("other", "a"), ObjectType.SERIALIZABLE, "\"text\"", null, 3, CREATED, CREATED));
        change(tx -> tx.restore(documents));

        read(tx -> documents.forEach(each -> assertThat(tx.load(each.key())).contains(each)));
    }

    @Test
    default void restore_overOthers_keepsNothingOfThem() {
        save(note("a", "{\"old\":1}", "{\"old\":2}", WriteCondition.NONE));
        save(note("a", "{\"old\":2}"));
        StoredDocument document = document("a", "{}", null, 5);
        change(tx -> tx.restore(List.of(document)));

        assertThat(stored("a")).isEqualTo(document);
        save(note("a", "{\"next\":1}", WriteCondition.version(5)));
        assertThat(stored("a").version()).isEqualTo(6);
        assertThat(stored("a").createdAt()).isEqualTo(CREATED);
    }

    @Test
    default void restore_rolledBack_leavesWhatWasThere() {
        saveNotes("a");
        StoredDocument before = stored("a");
        try (var tx = backend().begin(io.sepia.internal.backend.Access.READ_WRITE)) {
            tx.restore(List.of(document("a", "{}", null, 5), document("b", "{}", null, 5)));
            assertThat(tx.load(key("a"))).map(StoredDocument::version).contains(5L);
        }
        assertThat(storedIds()).containsExactly("a");
        assertThat(stored("a")).isEqualTo(before);
    }

    @Test
    default void restore_valueOfAUniqueIndex_isRefused() {
        change(tx -> tx.indexes().add(IndexDefinition.of(NOTE, "k").asUnique(), false));
        save(note("a", "{\"k\":1}"));

        assertThatThrownBy(() -> change(tx -> tx.restore(List.of(document("b", "{\"k\":1}", null, 2)))))
                .isInstanceOf(NotUniqueException.class);
        change(tx -> tx.restore(List.of(document("a", "{\"k\":2}", null, 2), document("b", "{\"k\":1}", null, 2))));
        assertThat(storedIds()).containsExactly("a", "b");
    }

    @Test
    default void restore_withALog_isInIt() {
        backend().keepChanges(true);
        ChangeCursor cursor = reading(tx -> tx.changes().end());
        change(tx -> tx.restore(List.of(document("a", "{}", null, 9))));

        List<Change> changes = reading(tx -> tx.changes().since(cursor, 10).changes());
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).version()).isEqualTo(9);
    }
}
