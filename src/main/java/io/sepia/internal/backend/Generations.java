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
 * What objects were, as one transaction sees it, its own writes included. Of a class whose rule says so, whatever
 * writes or deletes an object keeps what it was before; what is stored is its latest generation. Of other classes only
 * {@link #keep} keeps generations. Numbers are given without gaps and never again.
 *
 * <p>Generations stay when their object is deleted, and go on where it is stored again.
 *
 * <p>Methods fail as those of the {@link BackendTransaction} that it came from, with which it ends.
 */
public interface Generations {
    /** The rules of the classes that have one, by storage name. */
    Map<String, HistoryRule> rules();

    /**
     * Gives a class a rule, for all who write to the store. Objects that are stored already are then generations, if
     * the rule has {@link HistoryRule#everySave}; they stay it if the class had that rule and has it no more. Limits
     * take effect later.
     */
    void rule(String className, HistoryRule rule);

    /**
     * Keeps what is stored as a generation, of a class without {@link HistoryRule#everySave} too, and drops those that
     * are more than the rule of the class allows. Gives a class without rule {@link HistoryRule#ASKED}.
     *
     * @return the number of the generation; 0 if the object is not stored
     */
    long keep(ObjectKey key);

    /** How many generations there are of an object. */
    long count(ObjectKey key);

    /**
     * Generations of an object in their order.
     *
     * @param after the number to read on from; 0 for the beginning
     * @param limit the most to return, at least 1
     */
    List<GenerationHeader> page(ObjectKey key, long after, int limit);

    /**
     * The generation of that number.
     *
     * @throws io.sepia.error.DamagedDocumentException if the kept text does not match its checksum
     */
    Optional<StoredGeneration> at(ObjectKey key, long number);

    /**
     * The generation that the object was at a moment: of those saved until then the last one, unless it was deleted by
     * then.
     *
     * @throws io.sepia.error.DamagedDocumentException if the kept text does not match its checksum
     */
    Optional<StoredGeneration> at(ObjectKey key, Instant moment);

    /**
     * The generation with the highest number, of an object that was deleted too.
     *
     * @throws io.sepia.error.DamagedDocumentException if the kept text does not match its checksum
     */
    Optional<StoredGeneration> latest(ObjectKey key);

    /**
     * The ids of objects of a class, stored or not, of which there are generations beside what is stored, in the order
     * of {@link ObjectKey}.
     *
     * @param afterId the id to read on from; empty for the beginning
     * @param limit the most to return, at least 1; fewer mean that there are no more
     */
    List<String> ids(String className, String afterId, int limit);

    /** The storage names of the classes of which {@link #ids} finds any, in the order of {@link ObjectKey}. */
    List<String> classes();

    /**
     * Puts these generations, in the order of their numbers, in the place of all that are kept of an object beside what
     * is stored; of none, all of them are gone.
     */
    void restore(ObjectKey key, List<StoredGeneration> generations);

    /**
     * Drops generations that were followed by another one before {@code moment}, of some objects of a class in the
     * order of {@link #ids}.
     *
     * @param afterId the id to go on from; empty for the beginning
     * @param limit of how many objects at once, at least 1
     * @return the id to go on from; empty if these were the last objects
     */
    String drop(String className, String afterId, Instant moment, int limit);
}
