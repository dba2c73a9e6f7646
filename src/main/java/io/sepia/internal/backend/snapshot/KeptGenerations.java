package io.sepia.internal.backend.snapshot;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The generations of one object, except the stored document. Immutable. See decision 0059.
 *
 * @param byNumber the generations by number
 * @param floor a number up to which all were given, whether or not their generations are kept
 */
public record KeptGenerations(TreePMap<Long, HeldGeneration> byNumber, long floor) {
    /** No generations, and no number that was given. */
    public static final KeptGenerations NONE = new KeptGenerations(TreePMap.empty(), 0);

    /** Returns the highest number that was given; 0 if there is none. */
    public long highest() {
        return byNumber.isEmpty() ? floor : Math.max(floor, byNumber.lastKey());
    }

    /** Returns these generations with all numbers up to {@code number} given. */
    public KeptGenerations given(long number) {
        return number <= floor ? this : new KeptGenerations(byNumber, number);
    }

    /** Returns all generations, ordered by number. */
    public Collection<HeldGeneration> all() {
        return byNumber.values();
    }

    /** Returns the generation with the given number, or null. */
    public @Nullable HeldGeneration get(long number) {
        return byNumber.get(number);
    }

    /** Adds a generation, or replaces the one with the same number. */
    public KeptGenerations with(HeldGeneration generation) {
        return new KeptGenerations(byNumber.plus(generation.header().number(), generation), floor);
    }

    /** Returns these generations without those up to a number. */
    public KeptGenerations after(long number) {
        TreePMap<Long, HeldGeneration> left = byNumber;
        while (!left.isEmpty() && left.firstKey() <= number) {
            left = left.minus(left.firstKey());
        }
        return new KeptGenerations(left, floor).given(number);
    }

    /** Returns these generations without the latest one, whose number is not given then. */
    KeptGenerations withoutLatest() {
        return new KeptGenerations(byNumber.minus(highest()), floor).given(highest() - 1);
    }

    @Nullable
    HeldGeneration latest() {
        return byNumber.isEmpty() ? null : byNumber.lastEntry().getValue();
    }

    /** Sets the time of deletion of the latest generation; null if it was not deleted. */
    KeptGenerations deleted(@Nullable Instant at) {
        HeldGeneration latest = latest();
        return latest == null ? this : with(latest.with(latest.header().deleted(at)));
    }

    Optional<HeldGeneration> at(Instant moment) {
        return byNumber.values().stream()
                .filter(each -> !each.header().createdAt().isAfter(moment))
                .max(Comparator.comparing(each -> each.header().number()))
                .filter(each -> !isDeleted(each, moment));
    }

    private static boolean isDeleted(HeldGeneration generation, Instant moment) {
        Instant deleted = generation.header().deletedAt();
        return deleted != null && !deleted.isAfter(moment);
    }

    /** Returns the generations with numbers greater than {@code after}. */
    List<HeldGeneration> page(long after, int limit) {
        return byNumber.tailMap(after, false).values().stream().limit(limit).toList();
    }
}
