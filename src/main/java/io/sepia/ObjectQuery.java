package io.sepia;

import io.sepia.query.Condition;
import io.sepia.query.Order;
import io.sepia.query.QueryPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A question to a class: which objects meet a condition, in which order, how many. Immutable: each of the methods that
 * describe the question returns a new one. The others ask it, each time anew, in the scope that the query was got from,
 * and throw besides what they name what {@link StorageOperations} says.
 *
 * <pre>{@code
 * List<Note> notes = storage.query(Note.class)
 *         .where(field("author").eq(ada).and(field("title").startsWith("En")))
 *         .orderBy("title")
 *         .limit(20)
 *         .list();
 * }</pre>
 *
 * <p>Every method may throw {@link io.sepia.error.InvalidQueryException} for a query that cannot be honoured: a field
 * that the class does not have, a path that leads through a reference, a value that the field never has, text that is
 * no condition, a limit below 1.
 *
 * @param <T> what is found: objects, or documents
 */
public interface ObjectQuery<T> {
    /** With this condition too. */
    ObjectQuery<T> where(Condition condition);

    /** With this condition too, in text form: {@code category = 'css' and status.deprecated = true}. */
    ObjectQuery<T> where(String condition);

    /**
     * Sorted by these criteria, in text form: {@code orderBy("category", "title desc", "rank absent last")}, instead of
     * any others. Without order, and among equals, results come in the order of their ids.
     */
    ObjectQuery<T> orderBy(String... order);

    /** Sorted by these criteria instead of any others. */
    ObjectQuery<T> orderBy(Order... order);

    /** At most so many, at least 1. */
    ObjectQuery<T> limit(long limit);

    /** Without the first ones. Prefer {@link #after}, which does not have to go through what it leaves out. */
    ObjectQuery<T> offset(long offset);

    /** From behind the last result of a page on, whose {@link Page#next} this is. */
    ObjectQuery<T> after(String cursor);

    /** All results, with everything that they refer to; they share instances. */
    List<T> list();

    /** The first result, if there is one. */
    Optional<T> first();

    /**
     * The only result, if there is one.
     *
     * @throws io.sepia.error.InvalidQueryException if there are several
     */
    Optional<T> one();

    /**
     * The results one by one, read as the stream goes on and seen as they were when it was opened. Close it unless you
     * read it to its end: it holds a reading connection. Within a transaction it must be used up before the transaction
     * ends. Unless sorted by nothing but the id, the ids of all results are kept in memory meanwhile.
     */
    Stream<T> stream();

    /**
     * As many results as the limit says, and where to go on. Pages that follow each other give each object once, unless
     * what it is sorted by changes in between.
     *
     * @throws io.sepia.error.InvalidQueryException if there is no limit
     */
    Page<T> page();

    /** The ids of the results, in order. */
    List<String> ids();

    /** How many objects meet the condition, whatever the limit, offset and cursor. */
    long count();

    /** Whether there is a result. */
    boolean exists();

    /** How the results would be found: by which index, or by looking at every object of the class. Reads none. */
    QueryPlan explain();

    /**
     * This query, if an index (or the id) serves it as it stands now. For tests, which fail when an index has gone; in
     * memory and in H2 none serves.
     *
     * @throws io.sepia.error.InvalidQueryException if every object of the class would be looked at
     */
    ObjectQuery<T> requireIndex();

    /**
     * The results as records (or other classes) that have some of the properties, by the names that these have in the
     * document: {@code query.project(Title.class)} with {@code record Title(String id, String title) {}}. What a
     * reference leads to is not loaded; declare it as {@code Ref<T>}.
     *
     * @throws io.sepia.error.InvalidQueryException if the class found has no property of one of the names
     */
    <R> List<R> project(Class<R> type);

    /**
     * Deletes the results, and nothing else: an object that another transaction changes meanwhile is not deleted in its
     * new version. Versions that the application holds are not asked for. Objects referred to stay.
     *
     * @return how many were deleted
     * @throws io.sepia.error.RetryableException if another transaction changed one of them meanwhile; nothing was
     *     deleted
     */
    long delete();
}
