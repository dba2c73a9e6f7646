package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which documents refer to which, as one transaction sees it, its own writes included. A reference counts while the
 * document that holds it is stored, whether or not there is an object that it leads to. All documents are known, by
 * whatever way they came into the store; {@link io.sepia.internal.json.References} says what a reference is.
 *
 * <p>Methods fail as those of the {@link BackendTransaction} that it came from, with which it ends.
 */
public interface DocumentReferences {
    /**
     * Documents that refer to {@code target}, each once, among them the object itself if it does. They come in the
     * order of their numbers, without loading all documents.
     *
     * @param after the number to read on from; 0 for the beginning
     * @param limit the most documents to return, at least 1; fewer mean that there are no more
     */
    List<Referrer> referrers(ObjectKey target, long after, int limit);

    /** Those of {@code ids} that documents refer to, the objects themselves included, with few statements. */
    Set<String> referred(String className, Collection<String> ids);

    /**
     * Whether so many documents were saved since the index was last brought up to them that finding what refers to a
     * key takes noticeably longer: each of them is looked into. Answers are the same.
     */
    boolean isBehind();

    /**
     * Brings the index up to some thousands of the documents that were saved since. Needs a transaction that writes,
     * and is for whoever looks up many keys, best in a transaction of its own for each call.
     *
     * @return whether there are more of them
     */
    boolean catchUp();

    /** What becomes of references when objects are deleted, of classes for which that is not {@link OnDelete#LEAVE}. */
    Map<String, OnDelete> rules();

    /** All references, for whoever goes through the whole store. */
    ReferenceGraph graph();

    /** Has the store remember the rule of a class. Backends only keep it; it is obeyed above them. */
    void rule(String className, OnDelete rule);
}
