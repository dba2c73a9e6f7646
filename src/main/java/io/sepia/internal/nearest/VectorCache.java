package io.sepia.internal.nearest;

import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.WantedFields;
import io.sepia.internal.matching.DocumentContent;
import io.sepia.internal.vector.VectorField;
import io.sepia.model.Similarity;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a store's classes, in memory until the JVM needs that memory. A search compares the state that a table
 * was read from with that of its transaction, and reads the documents that differ, so the results are exactly those of
 * the transaction. Thread-safe. See decision 0271.
 */
public final class VectorCache {
    private static final int PAGE = 500;

    private final Map<Place, Known> known = new ConcurrentHashMap<>();

    /** Which vectors a table contains. */
    private record Place(
            String className, FieldPath path, List<FieldPath> formerPaths, int dimension, boolean normalized) {}

    /** A table, and the state of the documents that it was read from. */
    private record Held(Object state, VectorTable table) {}

    /** The tables of a place. */
    private static final class Known {
        final ReentrantLock reading = new ReentrantLock();
        /** What the latest search has read. */
        volatile @Nullable SoftReference<Held> latest;
        /** What the latest search outside of transactions has read, because a transaction may be rolled back. */
        volatile @Nullable SoftReference<Held> settled;
    }

    /** Forgets everything. */
    public void clear() {
        known.clear();
    }

    /**
     * Returns the vectors of a class, as a transaction sees them.
     *
     * @param own whether the transaction serves this search only
     */
    VectorTable table(BackendTransaction transaction, String className, VectorField field, boolean own) {
        Known place = known.computeIfAbsent(
                new Place(className, field.path(), field.formerPaths(), field.dimension(), isNormalized(field)),
                each -> new Known());
        Held held = follow(transaction, className, field, place);
        if (held == null && own) {
            return readAlone(transaction, className, field, place);
        }
        // A transaction may hold locks in the database, so it waits for no other thread here.
        held = held == null ? read(transaction, className, field) : held;
        keep(place, held, own);
        return held.table();
    }

    /** Reads the class while other threads wait, since each of them would read and hold the same vectors. */
    private static VectorTable readAlone(
            BackendTransaction transaction, String className, VectorField field, Known place) {
        place.reading.lock();
        try {
            Held held = follow(transaction, className, field, place);
            held = held == null ? read(transaction, className, field) : held;
            keep(place, held, true);
            return held.table();
        } finally {
            place.reading.unlock();
        }
    }

    private static boolean isNormalized(VectorField field) {
        return field.by() == Similarity.COSINE;
    }

    private static void keep(Known place, Held held, boolean own) {
        SoftReference<Held> kept = new SoftReference<>(held);
        place.latest = kept;
        if (own) {
            place.settled = kept;
        }
    }

    private static @Nullable Held follow(
            BackendTransaction transaction, String className, VectorField field, Known place) {
        Held latest = get(place.latest);
        Held followed = latest == null ? null : follow(transaction, className, field, latest);
        if (followed != null) {
            return followed;
        }
        Held settled = get(place.settled);
        return settled == null || settled == latest ? null : follow(transaction, className, field, settled);
    }

    private static @Nullable Held get(@Nullable SoftReference<Held> reference) {
        return reference == null ? null : reference.get();
    }

    private static @Nullable Held follow(
            BackendTransaction transaction, String className, VectorField field, Held held) {
        ClassChanges changes = transaction.indexes().changes(className, held.state());
        if (changes.all()) {
            return null;
        }
        if (changes.ids().isEmpty()) {
            return changes.state() == held.state() ? held : new Held(changes.state(), held.table());
        }
        Map<String, float @Nullable []> vectors = new HashMap<>();
        changes.ids().forEach(each -> vectors.put(each, null));
        add(transaction.load(className, changes.ids()), field, vectors);
        VectorTable table = held.table().with(vectors);
        return new Held(changes.state(), table.isSparse() ? table.compact() : table);
    }

    private static Held read(BackendTransaction transaction, String className, VectorField field) {
        Object state = transaction.indexes().changes(className, null).state();
        VectorTable table = VectorTable.empty(field.dimension(), isNormalized(field));
        String after = "";
        List<StoredDocument> page;
        do {
            page = transaction.page(className, after, PAGE);
            Map<String, float @Nullable []> vectors = new HashMap<>();
            add(page, field, vectors);
            table = table.with(vectors);
            after = page.isEmpty() ? after : page.get(page.size() - 1).key().id();
        } while (page.size() == PAGE);
        return new Held(state, table);
    }

    private static void add(
            List<StoredDocument> documents, VectorField field, Map<String, float @Nullable []> vectors) {
        WantedFields wanted = new WantedFields();
        field.want(wanted);
        for (StoredDocument each : documents) {
            vectors.put(each.key().id(), field.vector(DocumentContent.read(each, wanted)));
        }
    }
}
