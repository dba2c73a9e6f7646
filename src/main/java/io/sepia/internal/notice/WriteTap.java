package io.sepia.internal.notice;

import io.sepia.change.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears what a transaction has written, in the transaction. */
interface WriteTap {
    /** Whether writes to this class are of interest. */
    boolean wants(String className);

    /** Whether writes to any class are. */
    boolean wantsAny();

    /**
     * Hears of saves and deletions in the order in which they were made.
     *
     * @param metadata what was given with each save, null for none
     */
    void wrote(List<Write> writes);

    /** Hears of objects that were stored as they were elsewhere. */
    void restored(List<Change> changes);

    /**
     * One write.
     *
     * @param metadata a JSON object as text, or null
     */
    record Write(Change change, @Nullable String metadata) {}
}
