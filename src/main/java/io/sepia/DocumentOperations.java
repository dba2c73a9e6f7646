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
 * The operations of a store on JSON documents of one class, without a Java class. An instance comes from
 * {@link StorageOperations#documents}, lives as long as the scope that returned it, and takes part in that scope's
 * transactions. {@link StorageOperations} lists the exceptions that every method may throw.
 *
 * <p>Content is any JSON value as text. It is checked: {@link io.sepia.error.DocumentFormatException} is thrown for
 * duplicate keys, trailing text, numbers that are not JSON, nesting deeper than 500 levels, and size over the limit.
 * Content is then stored exactly as given, except for surrounding white space. An object of exactly the form
 * {@code {"$ref": {"class": "…", "id": "…"}}} in it is a reference to another object.
 */
public interface DocumentOperations {
    /** Returns the storage name of the class. */
    String className();

    /**
     * Stores a JSON object, new or not, under the id in its member {@code id}, which is a string or whole number. If it
     * has no such member, an id is assigned and inserted as the first member.
     *
     * @return the id
     * @throws io.sepia.error.DocumentFormatException also if the content is not a JSON object, or its {@code id} is
     *     neither a string nor a whole number
     */
    String save(String content);

    /** Stores a document, new or not. A member {@code id} of the content has no meaning here. */
    void save(String id, String content);

    /** Like {@link #save(String, String)}, with {@code metadata}, a JSON object as text. */
    void save(String id, String content, String metadata);

    /** Returns the history of a document, stored now or not; see {@link StorageOperations#history}. */
    ObjectHistory<StoredDocument> history(String id);

    /** Like {@link ClassHistory#saveGeneration(Object)}. */
    void saveGeneration(String id, String content);

    /** Like {@link ClassHistory#keep}, whatever rule a Java class of that name declares. */
    void keepHistory(HistoryRule rule);

    /** Returns the rule for generations that the store has recorded for the class; empty if none was set. */
    Optional<HistoryRule> historyRule();

    /**
     * Deletes documents permanently, like {@link ClassHistory#forget}.
     *
     * @return the number of documents that were stored
     */
    long forget(Collection<String> ids);

    /**
     * Like {@link StorageOperations#update(Class, Object, UnaryOperator)}.
     *
     * @param change maps the stored content to the new content
     */
    StoredDocument update(String id, UnaryOperator<String> change);

    /**
     * Returns the keys of all objects that refer to a document, stored or not; see
     * {@link StorageOperations#whoReferences}.
     */
    List<ObjectKey> whoReferences(String id);

    /** Like {@link #whoReferences}, read lazily. Close the stream; see {@link StorageOperations#stream}. */
    Stream<ObjectKey> referrers(String id);

    /**
     * Stores a new document.
     *
     * @throws io.sepia.error.ObjectExistsException if the id is already stored
     */
    void insert(String id, String content);

    /**
     * Replaces a stored document.
     *
     * @throws io.sepia.error.ObjectNotFoundException if the id is not stored
     */
    void update(String id, String content);

    /**
     * Replaces a document if it is stored at {@code version}.
     *
     * @param version at least 1
     * @throws io.sepia.error.StaleVersionException if another version, or none, is stored
     */
    void update(String id, String content, long version);

    /** Like {@link #save(String, String)}, for many documents by id, in one transaction. */
    void saveAll(Map<String, String> contents);

    /** Like {@link #insert(String, String)}, for many documents by id, in one transaction. */
    void insertAll(Map<String, String> contents);

    /**
     * Loads a document, without the objects that it refers to.
     *
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     */
    StoredDocument load(String id);

    /** Like {@link #load}, but returns empty if the document is not stored. */
    Optional<StoredDocument> find(String id);

    /** Returns the documents of {@code ids} that are stored, in the order of {@code ids}. */
    List<StoredDocument> findAll(Collection<String> ids);

    /**
     * Deletes a document.
     *
     * @return whether it was stored
     * @throws io.sepia.error.ReferencedException if other objects refer to it and its class refuses that. The rule is
     *     that of the Java class if this program has it, or else the one that the store has recorded
     */
    boolean delete(String id);

    /** Deletes several documents and returns the number of those that were stored. */
    long deleteAll(Collection<String> ids);

    /** Returns whether a document is stored. */
    boolean exists(String id);

    /** Returns the number of documents of the class. */
    long count();

    /** Returns the ids of all documents of the class, in the order of {@link io.sepia.document.ObjectKey}. */
    List<String> ids();

    /**
     * Returns all documents of the class in the order of their ids. Close the stream; see
     * {@link StorageOperations#stream}.
     */
    Stream<StoredDocument> stream();

    /**
     * Returns a query of the documents of the class, initially of all of them. Field names are not checked, because the
     * store does not know the members of the class: an unknown field counts as missing.
     */
    ObjectQuery<StoredDocument> query();

    /** Deletes all documents of the class and returns their number. */
    long clear();
}
