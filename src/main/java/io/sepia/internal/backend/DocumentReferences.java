package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The references between documents, as one transaction sees them, its own writes included. A reference counts while the
 * document that holds it is stored, whether or not its target exists. References of all documents are found, however
 * the documents were written; {@link io.sepia.internal.json.References} defines what a reference is. See decision 0038.
 *
 * <p>Part of one transaction; methods throw the exceptions of the {@link BackendTransaction} that returned it.
 */
public interface DocumentReferences {
    /**
     * Returns documents that refer to {@code target}, each once, including the object itself if it does. They are
     * ordered by their numbers. Does not load all documents.
     *
     * @param after the number to continue after; 0 for the beginning
     * @param limit the maximum number of documents, at least 1; fewer are returned only at the end
     */
    List<Referrer> referrers(ObjectKey target, long after, int limit);

    /**
     * Returns the ids among {@code ids} that documents refer to, the objects themselves included. Uses few statements.
     */
    Set<String> referred(String className, Collection<String> ids);

    /**
     * Returns whether the index of references lags so far behind the saved documents that finding the referrers of a
     * key takes noticeably longer, because each document that is not indexed yet is read. The results are the same.
     */
    boolean isBehind();

    /**
     * Adds some thousands of documents that are not indexed yet to the index. Requires a transaction that writes. Call
     * it before looking up many keys, preferably in a separate transaction for each call.
     *
     * @return whether more documents remain
     */
    boolean catchUp();

    /**
     * Compares the index of references with the table from which it was made, whose parts are elsewhere in the file.
     * See decision 0246.
     *
     * @throws io.sepia.error.DamagedDocumentException if one of them is damaged
     */
    default void check() {}

    /** Returns the deletion rules by class, except {@link OnDelete#LEAVE}. */
    Map<String, OnDelete> rules();

    /** Returns all references, for traversals of the whole store. */
    ReferenceGraph graph();

    /** Stores the deletion rule of a class. The backend only keeps it; the layers above apply it. See decision 0039. */
    void rule(String className, OnDelete rule);
}
