package io.sepia.internal.backend.contract;

import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import io.sepia.query.IndexDefinition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** What the parts of the contract share: a store, and short ways to write and read in transactions of their own. */
interface BackendFixture {
    /** The class of most documents. */
    String NOTE = "note";

    /** The store of this test, empty at its beginning. */
    StorageBackend backend();

    /** Another empty store, which waits for a lock only about 300 ms; the caller closes it. */
    StorageBackend openImpatient();

    default ObjectKey key(String id) {
        return new ObjectKey(NOTE, id);
    }

    default DocumentWrite note(String id, String content) {
        return note(id, content, WriteCondition.NONE);
    }

    default DocumentWrite note(String id, String content, WriteCondition condition) {
        return note(id, content, null, condition);
    }

    default DocumentWrite note(String id, String content, @Nullable String metadata, WriteCondition condition) {
        return write(key(id), content, metadata, condition);
    }

    default DocumentWrite write(ObjectKey key, String content, @Nullable String metadata, WriteCondition condition) {
        return new DocumentWrite(key, ObjectType.SERIALIZABLE, content, metadata, condition);
    }

    /** Saves and commits. */
    default void save(DocumentWrite... writes) {
        change(tx -> tx.save(List.of(writes)));
    }

    /** Saves one note of each id and commits. */
    default void saveNotes(String... ids) {
        change(tx -> {
            for (String id : ids) {
                tx.save(List.of(note(id, "{}")));
            }
        });
    }

    default void change(Consumer<BackendTransaction> work) {
        try (BackendTransaction tx = backend().begin(Access.READ_WRITE)) {
            work.accept(tx);
            tx.commit();
        }
    }

    default void read(Consumer<BackendTransaction> work) {
        try (BackendTransaction tx = backend().begin(Access.READ_ONLY)) {
            work.accept(tx);
        }
    }

    default <T> T reading(Function<BackendTransaction, T> work) {
        try (BackendTransaction tx = backend().begin(Access.READ_ONLY)) {
            return work.apply(tx);
        }
    }

    /** The note of this id as others see it now. */
    default StoredDocument stored(String id) {
        return reading(tx -> tx.load(key(id)).orElseThrow());
    }

    default List<String> storedIds() {
        return reading(tx -> tx.ids(NOTE));
    }

    /** Every operation that reads, by name, about the note {@code a}. */
    default Map<String, Consumer<BackendTransaction>> reads() {
        Map<String, Consumer<BackendTransaction>> reads = new LinkedHashMap<>();
        reads.put("load", tx -> tx.load(key("a")));
        reads.put("load many", tx -> tx.load(NOTE, List.of("a")));
        reads.put("exists", tx -> tx.exists(key("a")));
        reads.put("existing", tx -> tx.existing(NOTE, List.of("a")));
        reads.put("ids", tx -> tx.ids(NOTE));
        reads.put("page", tx -> tx.page(NOTE, "", 10));
        reads.put("count", tx -> tx.count(NOTE));
        reads.put("classes", BackendTransaction::classes);
        reads.put("query", tx -> tx.query(NOTE, Query.ALL));
        reads.put("query ids", tx -> tx.queryIds(NOTE, Query.ALL));
        reads.put("indexes", tx -> tx.indexes().list());
        reads.put("indexes of a class", tx -> tx.indexes().list(NOTE));
        reads.put("changes of a class", tx -> tx.indexes().changes(NOTE, null));
        reads.put("explain", tx -> tx.indexes().explain(NOTE, Query.ALL));
        reads.put("count by condition", tx -> tx.count(NOTE, Term.ALWAYS));
        reads.put("latest", tx -> tx.latest(NOTE, List.of("a")));
        reads.put("changes", tx -> tx.changes().last());
        reads.put("events", tx -> tx.events().page(EventFilter.ALL, 0, 1));
        reads.put("referrers", tx -> tx.references().referrers(key("a"), 0, 1));
        reads.put("referred", tx -> tx.references().referred(NOTE, List.of("a")));
        reads.put("references behind", tx -> tx.references().isBehind());
        reads.put("all references", tx -> tx.references().graph().objects((key, savedAt, targets) -> {}));
        reads.put("rules", tx -> tx.references().rules());
        reads.put("generations", tx -> tx.generations().page(key("a"), 0, 1));
        reads.put("latest generation", tx -> tx.generations().latest(key("a")));
        reads.put("rules of generations", tx -> tx.generations().rules());
        return reads;
    }

    /** Every operation that writes, by name, about the note {@code a}. */
    default Map<String, Consumer<BackendTransaction>> writes() {
        Map<String, Consumer<BackendTransaction>> writes = new LinkedHashMap<>();
        writes.put("save", tx -> tx.save(List.of(note("a", "{\"written\":true}"))));
        writes.put(
                "restore",
                tx -> tx.restore(List.of(new StoredDocument(
                        key("a"), ObjectType.SERIALIZABLE, "{}", null, 9, Instant.EPOCH, Instant.EPOCH))));
        writes.put("delete", tx -> tx.delete(key("a"), WriteCondition.NONE));
        writes.put("delete many", tx -> tx.delete(NOTE, List.of("a")));
        writes.put("forget", tx -> tx.forget(NOTE, List.of("a")));
        writes.put("delete by query", tx -> tx.delete(NOTE, Query.ALL));
        writes.put("add index", tx -> tx.indexes().add(IndexDefinition.of(NOTE, "a"), false));
        writes.put("drop index", tx -> tx.indexes().drop(IndexDefinition.of(NOTE, "a")));
        writes.put("rebuild index", tx -> tx.indexes().rebuild(IndexDefinition.of(NOTE, "a")));
        writes.put("catch up", tx -> tx.references().catchUp());
        writes.put("watch references", tx -> tx.references().graph().watch());
        writes.put("rule", tx -> tx.references().rule(NOTE, OnDelete.REFUSE));
        writes.put("rule of generations", tx -> tx.generations().rule(NOTE, HistoryRule.ALL));
        writes.put("keep generation", tx -> tx.generations().keep(key("a")));
        writes.put("restore generations", tx -> tx.generations().restore(key("a"), List.of()));
        writes.put("drop generations", tx -> tx.generations().drop(NOTE, "", Instant.EPOCH, 1));
        writes.put("clear class", tx -> tx.clear(NOTE));
        writes.put("clear", BackendTransaction::clear);
        return writes;
    }

    /** Runs {@code work} elsewhere, and fails if it fails or does not come to its end. */
    default void onOtherThread(Executable work) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Callable<Boolean> task = () -> {
                try {
                    work.execute();
                    return true;
                } catch (Exception | Error e) {
                    throw e;
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            };
            executor.submit(task).get(30, TimeUnit.SECONDS);
        } finally {
            executor.shutdownNow();
        }
    }
}
