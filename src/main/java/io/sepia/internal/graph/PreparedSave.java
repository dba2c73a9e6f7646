package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.unknown.KnownDocuments;
import io.sepia.internal.unknown.Sightings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object, encoded before any transaction begins. The remaining work in a transaction runs no application code and
 * may be repeated. It assumes that referenced objects with a given id are stored, and checks that in the transaction.
 * See decision 0020.
 *
 * @param <T> the object's class
 */
public final class PreparedSave<T> {
    /** The maximum number of documents in a small save. */
    private static final int SMALL = 32;

    private final KnownDocuments known;
    private final WriteBatch batch;
    private final Map<String, Set<String>> expected = new LinkedHashMap<>();
    private int expectations;
    private Effects effects = Effects.NONE;
    private @Nullable Sightings sightings;
    private final boolean onlyIfAbsent;

    /**
     * Encodes {@code object} and sets its id and version; {@code ledger} can reset them.
     *
     * @param metadata the new metadata of the object, or null to keep the stored metadata
     * @param known tells whether it may replace a document with unknown members, which {@link #write} does not
     */
    public PreparedSave(
            ObjectCodec codec,
            TransactionLedger ledger,
            T object,
            SaveMode mode,
            @Nullable Map<String, ?> metadata,
            KnownDocuments known) {
        this.known = known;
        this.batch = new WriteBatch(codec, ledger);
        batch.addRoot(object, mode, metadata);
        for (List<WriteBatch.Node> referred = batch.encode(); !referred.isEmpty(); referred = batch.encode()) {
            for (WriteBatch.Node each : referred) {
                // An object that received its id just now cannot be stored yet.
                if (!each.hadKey()) {
                    batch.addAlong(each);
                } else if (!batch.isScheduled(each.key())
                        && expected.computeIfAbsent(each.key().className(), name -> new LinkedHashSet<>())
                                .add(each.key().id())) {
                    expectations++;
                }
            }
        }
        onlyIfAbsent = batch.mayReplaceUnknown(known);
        batch.advanceVersions();
        batch.replaceRecords();
    }

    /**
     * Returns whether {@code object} can be saved this way: neither its condition nor its content depends on the stored
     * object.
     */
    public static boolean isPossible(ObjectCodec codec, Object object, SaveMode mode, KnownDocuments known) {
        ObjectModel<?> model = codec.modelOf(object);
        if (mode == SaveMode.UPDATE && GraphWriter.isUpdateOfNew(model, object)) {
            return false;
        }
        ObjectKey key = model.keyOf(object);
        if (key == null) {
            return true;
        }
        WriteCondition condition = mode.condition(model, model.versionOf(object));
        // A document that was not seen is written only if none is stored, see below.
        return condition.kind() == WriteCondition.Kind.NONE
                        && !known.isLoadedWithUnknown(object)
                        && !known.expectsStored(key.className())
                || !UnknownGuard.mustLook(known, object, key, condition);
    }

    /** Returns whether it takes no more than a handful of statements. */
    public boolean isSmall() {
        return batch.writes().size() <= SMALL && expectations <= SMALL * 8;
    }

    /**
     * Writes the object, unless something that it refers to is not stored.
     *
     * @return false if a referenced object is missing, or the object may replace a document with unknown members;
     *     nothing is written then
     */
    public boolean write(BackendTransaction transaction, GraphWriter writer) {
        for (Map.Entry<String, Set<String>> each : expected.entrySet()) {
            if (transaction.existing(each.getKey(), each.getValue()).size()
                    < each.getValue().size()) {
                return false;
            }
        }
        sightings = writer.sightings();
        if (onlyIfAbsent && batch.writes().size() > 1 && batch.isRootStored(transaction)) {
            return false;
        }
        effects = writer.write(batch);
        boolean written = !onlyIfAbsent || batch.writes().size() > 1 || effects.any();
        if (!written) {
            known.found(batch.writes().get(0).key().className(), true);
        }
        return written;
    }

    /**
     * Returns the object, or the copy with id and version if it is a record. Must be called once its write is
     * committed.
     *
     * @throws OutcomeUnknownException if the application's class refuses the version of an object that was stored again
     */
    public T result() {
        try {
            batch.correctVersions(effects);
        } catch (RuntimeException e) {
            throw new OutcomeUnknownException(
                    "The object was stored, but refused its version: " + e.getMessage()
                            + " Load it, and let its class accept every version.",
                    e);
        }
        Objects.requireNonNull(sightings).hasWritten(batch.written());
        List<T> results = new ArrayList<>(1);
        batch.addResults(results);
        return results.get(0);
    }
}
