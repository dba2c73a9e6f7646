package io.sepia;

import io.sepia.error.StorageException;
import io.sepia.model.Similarity;
import io.sepia.query.QueryPlan;
import io.sepia.query.SearchHit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A query for the objects of a class: a condition, an order and bounds. Immutable: the methods that describe the query
 * return a new one. The other methods run it, each time again, within the scope that returned it;
 * {@link Changes#onChange(ObjectQuery, io.sepia.change.ResultListener)} tells how its result changes.
 * {@link StorageOperations} lists the exceptions that they may throw besides their own.
 *
 * <pre>{@code
 * List<Note> notes = storage.query(Note.class)
 *         .where(field("author").eq(ada).and(field("title").startsWith("En")))
 *         .orderBy("title")
 *         .limit(20)
 *         .list();
 * }</pre>
 *
 * <p>Every method may throw {@link io.sepia.error.InvalidQueryException} for a query that cannot be run: a field that
 * the class does not have, a path that leads through a reference, a value that the field can never have, text that is
 * not a condition, a limit below 1. See decisions 0030 and 0033.
 *
 * @param <T> the type of the results: objects or documents
 */
public interface ObjectQuery<T> {
    /**
     * Finds objects of the subclasses of the class too, and those of implementations of an interface. These are the
     * classes that a sealed type permits, the classes that were registered with {@link StorageBuilder#register}, and
     * the subclasses of both of these two kinds. A property that one of the classes does not have is missing in its
     * objects. Objects that are equal in the order are in the order of their ids, then of the storage names of their
     * classes.
     *
     * <p>{@link #ids} is refused for several classes, as is {@link #delete} with a limit, an offset or a cursor. See
     * decision 0240.
     *
     * @throws io.sepia.error.InvalidQueryException if no subclass is known of a class that is not final, if a subclass
     *     that this store has met is not registered, or if the query is of documents without a class
     */
    ObjectQuery<T> withSubclasses();

    /** Adds a condition that results must also meet. */
    ObjectQuery<T> where(Condition condition);

    /** Adds a condition in text form: {@code category = 'css' and status.deprecated = true}. */
    ObjectQuery<T> where(String condition);

    /**
     * Adds the condition that the {@link io.sepia.model.Searchable} properties of results contain these words; for
     * documents, all texts in them. Any text is a query: {@code weaves algebra} finds both words in any place,
     * {@code "analytical engine"} a phrase, {@code alg*} words that begin so, {@code -poem} excludes, {@code loom or
     * engine} finds either, {@code title:engine} searches one property. Case and diacritics do not matter. An empty
     * text finds nothing. Of very long texts, the first 100 words count. See decision 0260.
     */
    ObjectQuery<T> matching(String words);

    /**
     * Sorts by these criteria in text form, replacing earlier ones: {@code orderBy("category", "title desc", "rank
     * absent last")}. Results that are equal in all criteria, or without any, are in the order of their ids.
     */
    ObjectQuery<T> orderBy(String... order);

    /** Sorts by these criteria, replacing earlier ones. */
    ObjectQuery<T> orderBy(Order... order);

    /** Limits the number of results; at least 1. */
    ObjectQuery<T> limit(long limit);

    /** Skips the first results. Prefer {@link #after}, which does not have to read the results that it skips. */
    ObjectQuery<T> offset(long offset);

    /** Starts after the page whose {@link Page#next} is {@code cursor}. */
    ObjectQuery<T> after(String cursor);

    /**
     * Leaves out results that cannot be read, and passes the error of each, which names the object, to {@code report}.
     * Applies to {@link #list}, {@link #first}, {@link #one}, {@link #stream}, {@link #page} and {@link #project},
     * whose limit then counts only the others; not to {@link #ids}, {@link #count}, {@link #exists} and
     * {@link #delete}. Results may share fewer instances. An object between two pages may be reported for both.
     * Unreadable are objects that are damaged, do not fit their class, or refer to such objects or to objects that are
     * not stored; failures of the store are thrown as usual.
     *
     * @param report called while results are read, in their order
     */
    ObjectQuery<T> skippingUnreadable(Consumer<? super StorageException> report);

    /** Returns all results, with everything that they refer to; they share instances. */
    List<T> list();

    /** Returns the first result, if there is one. */
    Optional<T> first();

    /**
     * Returns the only result, if there is one.
     *
     * @throws io.sepia.error.AmbiguousResultException if there are several
     */
    Optional<T> one();

    /**
     * Returns the results lazily, as of the moment when the stream was opened. Close the stream unless you read it to
     * its end, because it holds a reading connection. Within a transaction, read it before the transaction ends. Unless
     * the order is by id alone, the ids of all results are kept in memory while the stream is open. An object that
     * cannot be read makes the stream throw in its place, as {@link StorageOperations#stream} does.
     */
    Stream<T> stream();

    /**
     * Returns as many results as the limit allows, and the cursor of the next page. Consecutive pages contain each
     * object once, unless a value that it is sorted by changes in between.
     *
     * @throws io.sepia.error.InvalidQueryException if there is no limit
     */
    Page<T> page();

    /**
     * Returns the results of a query with {@link #matching}, the most relevant first, with excerpts that show the
     * words. Offset and limit count in this order.
     *
     * @throws io.sepia.error.InvalidQueryException if the query has no words, has an order or a cursor, or is for
     *     subclasses too
     */
    List<SearchHit<T>> hits();

    /**
     * Returns the objects that meet the condition and whose {@link io.sepia.model.Embedding} property is nearest to a
     * vector, the nearest first; equally near ones in the order of their ids. Offset and limit count in this order.
     * Objects without a vector, or with one of another dimension, are not found. The score of a hit is the
     * {@link io.sepia.model.Similarity} to the vector.
     *
     * <p>In a query with {@link #matching}, words are no condition: objects are found by their words or by their
     * vector, and those that rank high by both come first. The score is the sum of {@code 1 / (60 + rank)} for both
     * rankings, of which the first 1,000 results count. See decision 0270.
     *
     * @throws io.sepia.error.InvalidQueryException if the vector has another dimension than the property, a component
     *     that is not finite, or, for the cosine, only zeros; if the class has no vector or several; if the query has
     *     an order or a cursor, or is for subclasses too
     */
    List<SearchHit<T>> nearest(float[] vector);

    /**
     * Like {@link #nearest(float[])}, for the named property: one of several vectors of a class, or a property of
     * documents that are queried without their class. Vectors of such documents are compared by the cosine.
     */
    List<SearchHit<T>> nearest(String property, float[] vector);

    /** Like {@link #nearest(String, float[])}, but compares vectors by {@code by}, whatever the class declares. */
    List<SearchHit<T>> nearest(String property, float[] vector, Similarity by);

    /** Returns the ids of the results, in order. */
    List<String> ids();

    /** Returns the number of objects that meet the condition, regardless of limit, offset and cursor. */
    long count();

    /** Returns whether there is a result. */
    boolean exists();

    /**
     * Returns how results would be found: by which index, or by reading every object of the class. Reads no objects.
     */
    QueryPlan explain();

    /**
     * Returns this query if an index, or the id, currently serves it. Use it in tests, which then fail when an index is
     * gone. In memory and on H2, no index serves queries.
     *
     * @throws io.sepia.error.InvalidQueryException if the query would read every object of the class
     */
    ObjectQuery<T> requireIndex();

    /**
     * Returns the results as records (or other classes) with some of the properties, under the names that these have in
     * the document: {@code query.project(Title.class)} with {@code record Title(String id, String title) {}}. Targets
     * of references are not loaded; declare a reference as {@code Ref<T>}.
     *
     * @throws io.sepia.error.InvalidQueryException if the queried class has no property of one of the names
     */
    <R> List<R> project(Class<R> type);

    /**
     * Deletes exactly the results. An object that another transaction changes concurrently is deleted only if it still
     * meets the condition. Versions in objects that the application holds are not checked. Targets of references stay.
     *
     * @return the number of deleted objects
     * @throws io.sepia.error.RetryableException if the query has a limit or a start, and another transaction changed
     *     one of the results concurrently; nothing was deleted
     */
    long delete();
}
