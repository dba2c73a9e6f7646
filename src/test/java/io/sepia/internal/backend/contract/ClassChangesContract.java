package io.sepia.internal.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents of a class differ from those of an earlier transaction, with and without a list of its changes. */
interface ClassChangesContract extends BackendFixture {
    /** The contents of a class in one transaction, and its state. */
    record Seen(Object state, Map<String, String> contents) {}

    private void begin(boolean followed) {
        saveNotes("a", "b", "c");
        if (followed) {
            change(tx -> tx.indexes().follow(NOTE));
        }
    }

    private static Seen see(BackendTransaction tx) {
        Map<String, String> contents = new HashMap<>();
        tx.query(NOTE, Query.ALL).forEach(each -> contents.put(each.key().id(), each.content()));
        return new Seen(tx.indexes().changes(NOTE, null).state(), contents);
    }

    private static Set<String> changed(BackendTransaction tx, Seen since) {
        ClassChanges changes = tx.indexes().changes(NOTE, since.state());
        assertThat(changes.all()).isFalse();
        return new HashSet<>(changes.ids());
    }

    /** Checks that all documents that differ are named, if the states can be compared. */
    private static void check(BackendTransaction tx, Seen since) {
        ClassChanges changes = tx.indexes().changes(NOTE, since.state());
        Map<String, String> now = see(tx).contents();
        Set<String> differing = new HashSet<>(now.keySet());
        differing.addAll(since.contents().keySet());
        differing.removeIf(id -> Objects.equals(now.get(id), since.contents().get(id)));
        if (!changes.all()) {
            assertThat(changes.ids()).containsAll(differing);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    default void changes_ofCommittedWrites_areTheirIds(boolean followed) {
        begin(followed);
        Seen before = reading(ClassChangesContract::see);
        read(tx -> assertThat(changed(tx, before)).isEmpty());

        save(note("a", "{\"new\":1}"));
        change(tx -> tx.delete(key("b"), WriteCondition.NONE));
        saveNotes("d");
        save(write(new ObjectKey("other", "c"), "{}", null, WriteCondition.NONE));

        read(tx -> assertThat(changed(tx, before)).containsExactlyInAnyOrder("a", "b", "d"));
        read(tx -> assertThat(tx.indexes().changes(NOTE, null).all()).isTrue());
        change(tx -> tx.clear(NOTE));
        read(tx -> assertThat(changed(tx, before)).contains("a", "b", "c"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    default void changes_ofTheTransactionItself_areSeenByItAlone(boolean followed) {
        begin(followed);
        Seen before = reading(ClassChangesContract::see);
        Seen within;
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            tx.save(List.of(note("a", "{\"undone\":1}")));
            assertThat(changed(tx, before)).containsExactly("a");
            within = see(tx);
        }
        read(tx -> assertThat(changed(tx, before)).isEmpty());
        read(tx -> check(tx, within));

        save(note("b", "{\"new\":1}"));

        read(tx -> assertThat(changed(tx, before)).containsExactly("b"));
        read(tx -> check(tx, within));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    default void changes_ofARestoredDocumentWithTheSameVersion_areSeen(boolean followed) {
        begin(followed);
        StoredDocument stored = stored("a");
        Seen before = reading(ClassChangesContract::see);

        change(tx -> tx.restore(List.of(new StoredDocument(
                key("a"),
                ObjectType.SERIALIZABLE,
                "{\"other\":1}",
                null,
                stored.version(),
                stored.createdAt(),
                stored.updatedAt()))));

        read(tx -> assertThat(changed(tx, before)).containsExactly("a"));
    }

    @Test
    default void changes_ofRandomTransactions_nameAllDocumentsThatDiffer() {
        begin(true);
        Random random = new Random(7);
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
                for (int writes = random.nextInt(4); writes > 0; writes--) {
                    String id = "n" + random.nextInt(12);
                    if (random.nextBoolean()) {
                        tx.save(List.of(note(id, "{\"at\":\"" + Instant.now() + "\",\"n\":" + random.nextInt() + "}")));
                    } else {
                        tx.delete(key(id), WriteCondition.NONE);
                    }
                }
                seen.forEach(each -> check(tx, each));
                seen.add(see(tx));
                if (random.nextBoolean()) {
                    tx.commit();
                }
            }
            read(tx -> seen.forEach(each -> check(tx, each)));
            if (seen.size() > 6) {
                seen.remove(random.nextInt(seen.size()));
            }
        }
    }
}
