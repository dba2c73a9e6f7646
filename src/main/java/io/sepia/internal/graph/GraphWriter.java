package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.error.MappingException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.unknown.Sightings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects together with the objects that they refer to. An instance lives as long as its transaction and
 * remembers which objects it found stored. Not thread-safe.
 */
public final class GraphWriter {
    private static final int BATCH = 256;
    private static final int MAX_REMEMBERED = 100_000;

    private final ObjectCodec codec;
    private final BackendTransaction transaction;
    private final TransactionLedger ledger;
    private final IndexKeeper indexes;
    private final Consumer<Runnable> atomically;
    private final Sightings sightings;
    private final UnknownGuard guard;
    private final Set<ObjectKey> stored = new HashSet<>();
    /** The classes that this transaction has brought in line. */
    private final Set<String> inLine = new HashSet<>();

    /**
     * Creates a writer.
     *
     * @param ledger the ledger of the transaction
     * @param sightings receives the documents that are written
     * @param atomically runs writes of which either all or none take place
     */
    public GraphWriter(
            ObjectCodec codec,
            BackendTransaction transaction,
            TransactionLedger ledger,
            IndexKeeper indexes,
            GraphLimits limits,
            Sightings sightings,
            Consumer<Runnable> atomically) {
        this.indexes = indexes;
        this.sightings = sightings;
        this.guard = new UnknownGuard(codec, limits, transaction, sightings);
        this.codec = codec;
        this.transaction = transaction;
        this.ledger = ledger;
        this.atomically = atomically;
    }

    /**
     * Writes {@code objects}, and those objects that they refer to which are not stored yet.
     *
     * @param metadata the new metadata of each of {@code objects}, or null to keep theirs
     * @return the objects, with copies in place of records that received an id or version
     */
    public <T> List<T> save(Iterable<? extends T> objects, SaveMode mode, @Nullable Map<String, ?> metadata) {
        List<T> results = new ArrayList<>();
        Set<Object> storedAlong = Collections.newSetFromMap(new IdentityHashMap<>());
        WriteBatch batch = new WriteBatch(codec, ledger);
        for (T object : objects) {
            if (batch.size() >= BATCH || batch.contains(object)) {
                flush(batch, results, storedAlong);
                batch = new WriteBatch(codec, ledger);
            }
            SaveMode fitting = storedAlong.contains(object) ? SaveMode.SAVE : mode;
            batch.addRoot(object, fitting, metadata);
            checkUpdatable(batch, object, fitting);
        }
        flush(batch, results, storedAlong);
        return results;
    }

    /** Writes {@code root} and everything that can be reached from it in memory. */
    public <T> T saveGraph(T root) {
        WriteBatch batch = new WriteBatch(codec, ledger);
        batch.addRoot(root, SaveMode.SAVE, null);
        for (List<WriteBatch.Node> referred = batch.encode(); !referred.isEmpty(); referred = batch.encode()) {
            referred.forEach(batch::addReached);
        }
        List<T> results = new ArrayList<>();
        write(batch, results);
        return results.get(0);
    }

    /** Returns the key of an object that is to be deleted. */
    public static ObjectKey keyToDelete(ObjectCodec codec, Object object) {
        ObjectModel<?> model = codec.modelOf(object);
        ObjectKey key = model.keyOf(object);
        if (key == null) {
            throw new MappingException("An object of " + model + " cannot be deleted: its property "
                    + model.idProperty() + " holds no id. Delete by class and id.");
        }
        return key;
    }

    /** Returns the condition for deleting an object: that its version is the stored one, if it has a version. */
    public static WriteCondition deleteCondition(ObjectCodec codec, Object object) {
        long version = codec.modelOf(object).versionOf(object);
        return version == 0 ? WriteCondition.NONE : WriteCondition.version(version);
    }

    /** Forgets which objects are stored. Must be called after objects were deleted by other means. */
    public void forget() {
        stored.clear();
    }

    private <T> void flush(WriteBatch batch, List<T> results, Set<Object> storedAlong) {
        for (List<WriteBatch.Node> referred = batch.encode(); !referred.isEmpty(); referred = batch.encode()) {
            for (WriteBatch.Node each : absent(batch, referred)) {
                batch.addAlong(each);
                storedAlong.add(each.original());
            }
        }
        write(batch, results);
    }

    private List<WriteBatch.Node> absent(WriteBatch batch, List<WriteBatch.Node> referred) {
        referred.forEach(batch::checkSameInstance);
        List<WriteBatch.Node> unknown = referred.stream()
                .filter(each -> !stored.contains(each.key()) && !batch.isScheduled(each.key()))
                .toList();
        Map<String, Set<String>> idsByClass = new LinkedHashMap<>();
        for (WriteBatch.Node each : unknown) {
            idsByClass
                    .computeIfAbsent(each.key().className(), name -> new LinkedHashSet<>())
                    .add(each.key().id());
        }
        if (stored.size() > MAX_REMEMBERED) {
            stored.clear();
        }
        idsByClass.forEach((className, ids) ->
                transaction.existing(className, ids).forEach(id -> stored.add(new ObjectKey(className, id))));
        return unknown.stream().filter(each -> !stored.contains(each.key())).toList();
    }

    private <T> void write(WriteBatch batch, List<T> results) {
        if (!inserts(batch)) {
            replace(batch);
        }
        sightings.wrote(batch.written());
        batch.keys().forEach(stored::add);
        batch.addResults(results);
    }

    /**
     * Inserts the only object of a batch, instead of looking first whether a document with unknown members is stored.
     * Returns false, and writes nothing, if a document is stored or expected, or there is nothing to look for.
     */
    private boolean inserts(WriteBatch batch) {
        if (batch.writes().size() != 1 || !news(batch).isEmpty() || !guard.expectsNone(batch)) {
            return false;
        }
        DocumentWrite write = batch.writes().get(0);
        if (!batch.mayReplaceUnknown(sightings.known())) {
            return false;
        }
        boolean inserted = write(batch).any();
        if (!inserted) {
            batch.replaceFirst(write);
        }
        return inserted;
    }

    private Map<String, ObjectModel<?>> news(WriteBatch batch) {
        return batch.models(each -> indexes.isInLine(each) || inLine.contains(each.name()));
    }

    private void replace(WriteBatch batch) {
        guard.keep(batch);
        boolean mayFail = batch.mayRefuseVersions();
        batch.advanceVersions();
        batch.replaceRecords();
        if (mayFail) {
            atomically.accept(() -> batch.correctVersions(write(batch)));
        } else {
            batch.correctVersions(write(batch));
        }
    }

    /** Writes the documents of a batch, and brings their classes in line before. */
    Effects write(WriteBatch batch) {
        Map<String, ObjectModel<?>> news = news(batch);
        sightings.beginObjects();
        try {
            if (news.isEmpty()) {
                return transaction.save(batch.writes());
            }
            List<Effects> effects = new ArrayList<>(1);
            atomically.accept(() -> {
                news.forEach(this::bringInLine);
                effects.add(transaction.save(batch.writes()));
            });
            return effects.get(0);
        } catch (StaleVersionException e) {
            if (e.found() == 0 && batch.isUpdate(new ObjectKey(e.className(), e.id()))) {
                throw new ObjectNotFoundException(e.className(), e.id());
            }
            throw e;
        } finally {
            sightings.endObjects();
        }
    }

    /** Returns what this transaction learns about documents. */
    Sightings sightings() {
        return sightings;
    }

    private void bringInLine(String name, ObjectModel<?> model) {
        indexes.bringInLine(transaction, ledger, model);
        inLine.add(name);
        ledger.onRollback(() -> inLine.remove(name));
    }

    /** Refuses to update an object that holds no version: the stored object cannot be the one that the caller read. */
    private void checkUpdatable(WriteBatch batch, Object object, SaveMode mode) {
        if (mode != SaveMode.UPDATE) {
            return;
        }
        WriteBatch.Node node = batch.node(object);
        if (isUpdateOfNew(node.model(), object)) {
            long found = transaction
                    .load(node.key())
                    .orElseThrow(() -> new ObjectNotFoundException(
                            node.key().className(), node.key().id()))
                    .version();
            throw new StaleVersionException(node.key().className(), node.key().id(), 0, found);
        }
    }

    static boolean isUpdateOfNew(ObjectModel<?> model, Object object) {
        return model.isVersioned() && model.versionOf(object) == 0;
    }
}
