package io.sepia.internal.backend;

import io.sepia.internal.matching.Query;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import io.sepia.query.QueryPlan;
import java.util.List;

/**
 * The indexes of a backend, as one transaction sees and changes them: what it changes takes effect with its commit, and
 * for its own statements at once. Indexes change nothing about the answers to queries, only what these cost. Not
 * thread-safe.
 *
 * <p>Errors are those of {@link BackendTransaction}.
 */
public interface DocumentIndexes {
    /** All indexes, in the order of class names and of their making. */
    List<IndexEntry> list();

    /** The indexes of one class, in the order of their making. */
    List<IndexEntry> list(String className);

    /**
     * Builds an index over the documents that are there, unless it exists. One that was added stays so if a class
     * declares it too.
     *
     * @param declared whether a class of the application asks for it
     * @return whether it was built
     * @throws io.sepia.error.NotUniqueException if it is unique and documents are equal in its fields
     * @throws io.sepia.error.DamagedDocumentException if a document of the class is no JSON
     */
    boolean add(IndexDefinition definition, boolean declared);

    /** Drops an index and tells whether it was there. */
    boolean drop(IndexDefinition definition);

    /**
     * Builds an index anew, also if somebody has removed it from the database by other means.
     *
     * @return false if there is no such index
     * @throws io.sepia.error.NotUniqueException as {@link #add}
     * @throws io.sepia.error.DamagedDocumentException as {@link #add}
     */
    boolean rebuild(IndexDefinition definition);

    /** How the documents would be found that {@code query} asks for. Reads none of them. */
    QueryPlan explain(String className, Query query);
}
