package io.sepia.internal.graph;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.codec.ObjectCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    private final WriteBatch batch;
    private final Map<String, Set<String>> expected = new LinkedHashMap<>();
    private int expectations;
    private Effects effects = Effects.NONE;

    /**
     * Encodes {@code object} and sets its id and version; {@code ledger} can reset them.
     *
     * @param metadata the new metadata of the object, or null to keep the stored metadata
     */
    public PreparedSave(
            ObjectCodec codec, TransactionLedger ledger, T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
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
        batch.advanceVersions();
        batch.replaceRecords();
    }

    /** Returns whether {@code object} can be saved this way: its condition does not depend on the stored object. */
    public static boolean isPossible(ObjectCodec codec, Object object, SaveMode mode) {
        return mode != SaveMode.UPDATE || !GraphWriter.isUpdateOfNew(codec.modelOf(object), object);
    }

    /** Returns whether it takes no more than a handful of statements. */
    public boolean isSmall() {
        return batch.writes().size() <= SMALL && expectations <= SMALL * 8;
    }

    /**
     * Writes the object, unless something that it refers to is not stored.
     *
     * @return false if a referenced object is missing; nothing is written then
     */
    public boolean write(BackendTransaction transaction, GraphWriter writer) {
        for (Map.Entry<String, Set<String>> each : expected.entrySet()) {
            if (transaction.existing(each.getKey(), each.getValue()).size()
                    < each.getValue().size()) {
                return false;
            }
        }
        effects = writer.write(batch);
        return true;
    }

    /** Returns the object, or the copy with id and version if it is a record. Must be called once it was written. */
    public T result() {
        batch.correctVersions(effects);
        List<T> results = new ArrayList<>(1);
        batch.addResults(results);
        return results.get(0);
    }
}
