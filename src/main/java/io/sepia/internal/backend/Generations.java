package io.sepia.internal.backend;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The generations of objects, as one transaction sees them, its own writes included. If the rule of a class says so,
 * every write or deletion of an object keeps its previous state; the stored document is the latest generation. For
 * other classes only {@link #keep} keeps generations. Numbers have no gaps and are never reused. See decision 0055.
 *
 * <p>Generations remain when their object is deleted, and continue when it is stored again.
 *
 * <p>Part of one transaction; methods throw the exceptions of the {@link BackendTransaction} that returned it.
 */
public interface Generations {
    /** Returns the rules of the classes that have one, by storage name. */
    Map<String, HistoryRule> rules();

    /**
     * Sets the rule of a class for all writers of the store. If the rule has {@link HistoryRule#everySave}, the stored
     * objects are generations from now on; if the previous rule had it and the new one has not, they remain
     * generations. Limits take effect with later writes.
     */
    void rule(String className, HistoryRule rule);

    /**
     * Keeps the stored document as a generation, even if its class lacks {@link HistoryRule#everySave}, and drops
     * generations in excess of the rule of the class. Gives a class without a rule {@link HistoryRule#ASKED}.
     *
     * @return the number of the generation; 0 if the object is not stored
     */
    long keep(ObjectKey key);

    /** Returns the number of generations of an object. */
    long count(ObjectKey key);

    /**
     * Returns generations of an object, ordered by number.
     *
     * @param after the number to continue after; 0 for the beginning
     * @param limit the maximum number of generations, at least 1
     */
    List<GenerationHeader> page(ObjectKey key, long after, int limit);

    /**
     * Returns the generation with the given number.
     *
     * @throws io.sepia.error.DamagedDocumentException if the kept text does not match its checksum
     */
    Optional<StoredGeneration> at(ObjectKey key, long number);

    /**
     * Returns the state of an object at a moment: the last generation saved until then, or empty if the object was
     * deleted by then.
     *
     * @throws io.sepia.error.DamagedDocumentException if the kept text does not match its checksum
     */
    Optional<StoredGeneration> at(ObjectKey key, Instant moment);

    /**
     * Returns the generation with the highest number, even if the object was deleted.
     *
     * @throws io.sepia.error.DamagedDocumentException if the kept text does not match its checksum
     */
    Optional<StoredGeneration> latest(ObjectKey key);

    /**
     * Returns the ids of objects of a class, stored or not, that have generations other than the stored document, in
     * the order of {@link ObjectKey}.
     *
     * @param afterId the id to continue after; empty for the beginning
     * @param limit the maximum number of ids, at least 1; fewer are returned only at the end
     */
    List<String> ids(String className, String afterId, int limit);

    /**
     * Returns the storage names of the classes for which {@link #ids} returns any, in the order of {@link ObjectKey}.
     */
    List<String> classes();

    /**
     * Replaces all generations of an object, except the stored document, by the given ones, which are ordered by
     * number. An empty list removes them. Numbers that were given before are not given again.
     */
    void restore(ObjectKey key, List<StoredGeneration> generations);

    /**
     * Drops generations that were superseded before {@code moment}, for some objects of a class in the order of
     * {@link #ids}.
     *
     * @param afterId the id to continue after; empty for the beginning
     * @param limit the number of objects to process, at least 1
     * @return the id to continue after; empty at the end
     */
    String drop(String className, String afterId, Instant moment, int limit);
}
