package io.sepia;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The verbs of a store for JSON documents that need no Java class. Got from {@link StorageOperations#documents}; lives
 * and transacts as the scope that it was got from. Errors as described there.
 *
 * <p>Content is any JSON value as text. It is checked (duplicate keys, trailing text, numbers that are no JSON, nesting
 * over 500 levels and size over the limit are refused with {@link io.sepia.error.DocumentFormatException}) and then
 * kept exactly, without white space around it. In it, an object of exactly the form {@code {"$ref": {"class": "…",
 * "id": "…"}}} is a reference to another object.
 */
public interface DocumentOperations {
    /** The storage name of the class. */
    String className();

    /**
     * Stores a JSON object under the id that its member {@code id} holds, a text or whole number. If it has no such
     * member, an id is assigned and put in front of the others.
     *
     * @return the id
     * @throws io.sepia.error.DocumentFormatException also if the content is no JSON object, or its {@code id} is
     *     neither
     */
    String save(String content);

    /** Stores a document, new or not. Members of the content named {@code id} have no meaning here. */
    void save(String id, String content);

    /** As {@link #save(String, String)}, keeping {@code metadata}, a JSON object as text, beside it. */
    void save(String id, String content, String metadata);

    /** What a document was and what happened to it, stored now or not; as {@link StorageOperations#history}. */
    ObjectHistory<StoredDocument> history(String id);

    /** As {@link ClassHistory#saveGeneration(Object)}. */
    void saveGeneration(String id, String content);

    /** As {@link ClassHistory#keep}, whatever a Java class of that name says. */
    void keepHistory(HistoryRule rule);

    /** Which generations of the class are kept, as far as the store knows; empty if no rule was set. */
    Optional<HistoryRule> historyRule();

    /**
     * Deletes documents for good, as {@link ClassHistory#forget}.
     *
     * @return how many of them were stored
     */
    long forget(Collection<String> ids);

    /**
     * As {@link StorageOperations#update(Class, Object, UnaryOperator)}.
     *
     * @param change returns the new content for the stored one
     */
    StoredDocument update(String id, UnaryOperator<String> change);

    /** The keys of all objects that refer to a document, stored or not; as {@link StorageOperations#whoReferences}. */
    List<ObjectKey> whoReferences(String id);

    /** As {@link #whoReferences}, read as the stream goes on; close it, as that of {@link StorageOperations#stream}. */
    Stream<ObjectKey> referrers(String id);

    /**
     * Stores a new document.
     *
     * @throws io.sepia.error.ObjectExistsException if the id is stored already
     */
    void insert(String id, String content);

    /**
     * Stores a document that is stored already.
     *
     * @throws io.sepia.error.ObjectNotFoundException if the id is not stored
     */
    void update(String id, String content);

    /**
     * Stores a document if it is stored at {@code version}.
     *
     * @param version at least 1
     * @throws io.sepia.error.StaleVersionException if another version, or none, is stored
     */
    void update(String id, String content, long version);

    /** {@link #save(String, String)} for many documents, by id, in one transaction. */
    void saveAll(Map<String, String> contents);

    /** {@link #insert(String, String)} for many documents, by id, in one transaction. */
    void insertAll(Map<String, String> contents);

    /**
     * Loads a document; what it refers to is not loaded.
     *
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     */
    StoredDocument load(String id);

    /** As {@link #load}, but empty if the document is not stored. */
    Optional<StoredDocument> find(String id);

    /** Those of the named documents that are stored, in the order of {@code ids}. */
    List<StoredDocument> findAll(Collection<String> ids);

    /**
     * Deletes a document and tells whether it was stored.
     *
     * @throws io.sepia.error.ReferencedException if others refer to it and its class refuses that, as the class says
     *     that this program has, or else as the store remembers
     */
    boolean delete(String id);

    /** Deletes several documents and returns how many of them were stored. */
    long deleteAll(Collection<String> ids);

    /** Tells whether a document is stored. */
    boolean exists(String id);

    /** The number of documents of the class. */
    long count();

    /** The ids of all documents of the class, in the order of {@link io.sepia.document.ObjectKey}. */
    List<String> ids();

    /** All documents of the class in the order of their ids; close it. As {@link StorageOperations#stream}. */
    Stream<StoredDocument> stream();

    /**
     * A query of the documents of the class, at first of all of them. Fields are not checked, because nothing is known
     * of the class: what is not there is missing.
     */
    ObjectQuery<StoredDocument> query();

    /** Deletes all documents of the class and returns their number. */
    long clear();
}
