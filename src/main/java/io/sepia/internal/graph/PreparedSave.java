package io.sepia.internal.graph;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.codec.ObjectCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object on its way into the store, encoded before any transaction begins: what is left to do in one runs no code
 * of the application and may be repeated. Takes for granted that the objects which it refers to by a given id are
 * stored, and finds out in the transaction whether that is so.
 *
 * @param <T> the object's class
 */
public final class PreparedSave<T> {
    /** Beyond this many documents a save is no small one any more. */
    private static final int SMALL = 32;

    private final WriteBatch batch;
    private final Map<String, Set<String>> expected = new LinkedHashMap<>();
    private int expectations;
    private final T result;

    /**
     * Encodes {@code object} and gives it id and version, which {@code undo} takes back.
     *
     * @param metadata kept beside the object, or null to leave what is kept as it is
     */
    public PreparedSave(
            ObjectCodec codec,
            UndoLog undo,
            IndexKeeper indexes,
            T object,
            SaveMode mode,
            @Nullable Map<String, ?> metadata) {
        this.batch = new WriteBatch(codec, undo, indexes);
        batch.addRoot(object, mode, metadata);
        for (List<WriteBatch.Node> referred = batch.encode(); !referred.isEmpty(); referred = batch.encode()) {
            for (WriteBatch.Node each : referred) {
                // What got its id just now is not stored.
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
        List<T> results = new ArrayList<>(1);
        batch.addResults(results);
        this.result = results.get(0);
    }

    /** Whether {@code object} can be saved this way: its conditions can be told without looking at what is stored. */
    public static boolean isPossible(ObjectCodec codec, Object object, SaveMode mode) {
        return mode != SaveMode.UPDATE || !GraphWriter.isUpdateOfNew(codec.model(object.getClass()), object);
    }

    /** Whether it takes no longer than a handful of statements. */
    public boolean isSmall() {
        return batch.writes().size() <= SMALL && expectations <= SMALL * 8;
    }

    /**
     * Writes the object, unless something that it refers to is not stored.
     *
     * @return false if so, and nothing is written
     */
    public boolean write(BackendTransaction transaction) {
        for (Map.Entry<String, Set<String>> each : expected.entrySet()) {
            if (transaction.existing(each.getKey(), each.getValue()).size()
                    < each.getValue().size()) {
                return false;
            }
        }
        GraphWriter.write(transaction, batch);
        return true;
    }

    /** The object, or a copy that has id and version in place of a record. Good once it was written. */
    public T result() {
        return result;
    }
}
