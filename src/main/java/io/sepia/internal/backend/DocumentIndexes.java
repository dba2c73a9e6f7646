package io.sepia.internal.backend;

import io.sepia.internal.matching.Query;
import io.sepia.internal.words.WordField;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.query.QueryPlan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of a backend, as one transaction sees and changes them. A change applies to the transaction's own
 * statements at once, and to other transactions after the commit. Indexes affect the cost of queries, never their
 * results. Not thread-safe. See decision 0042.
 *
 * <p>Part of one transaction; methods throw the exceptions of the {@link BackendTransaction} that returned it.
 */
public interface DocumentIndexes {
    /** Returns all indexes, ordered by class name and then by creation. */
    List<IndexEntry> list();

    /** Returns the indexes of one class in the order of their creation. */
    List<IndexEntry> list(String className);

    /**
     * Builds an index over the stored documents, unless it exists. An index that was added explicitly keeps that status
     * if a class declares it too.
     *
     * @param declared whether a class of the application declares the index
     * @return whether the index was built
     * @throws io.sepia.error.NotUniqueException if the index is unique and documents have the same values in its fields
     * @throws io.sepia.error.DamagedDocumentException if a document of the class is not JSON
     */
    boolean add(IndexDefinition definition, boolean declared);

    /** Drops an index and returns whether it existed. */
    boolean drop(IndexDefinition definition);

    /**
     * Rebuilds an index, even if it was removed from the database by other means.
     *
     * @return false if there is no such index
     * @throws io.sepia.error.NotUniqueException as {@link #add}
     * @throws io.sepia.error.DamagedDocumentException as {@link #add}
     */
    boolean rebuild(IndexDefinition definition);

    /** Returns the fields of each index of words by the name of its class, with the weight 1. */
    default Map<String, List<WordField>> words() {
        return Map.of();
    }

    /** Makes the next {@link #catchUpWords} build the index of words of a class again, if there is one. */
    default void outdateWords(String className) {}

    /**
     * Returns whether {@link #catchUpWords} would make searches by words faster. The result of a search does not depend
     * on it.
     */
    default boolean wordsAreBehind(String className, List<WordField> fields) {
        return false;
    }

    /**
     * Brings an index of words a step closer to the documents, and builds it if there is none. Requires a transaction
     * that writes.
     *
     * @return whether there is more to do
     */
    default boolean catchUpWords(String className, List<WordField> fields) {
        return false;
    }

    /**
     * Compares the documents of a class with those in an earlier transaction, with regard to their keys and contents.
     *
     * @param since the {@link ClassChanges#state} of that transaction, or null for none
     */
    ClassChanges changes(String className, @Nullable Object since);

    /** Returns whether {@link #follow} would make {@link #changes} faster. */
    default boolean isWorthFollowing(String className) {
        return false;
    }

    /** Keeps a list of the changes of a class from now on. Requires a transaction that writes. */
    default void follow(String className) {}

    /** Returns how the backend would find the documents of {@code query}. Reads none of them. */
    QueryPlan explain(String className, Query query);
}
