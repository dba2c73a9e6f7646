package io.sepia.internal.backend.snapshot;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The generations of one object, except the stored document. Immutable.
 *
 * @param byNumber the generations by number
 */
public record KeptGenerations(TreePMap<Long, HeldGeneration> byNumber) {
    /** No generations. */
    public static final KeptGenerations NONE = new KeptGenerations(TreePMap.empty());

    /** Returns the highest number; 0 if there is none. */
    public long highest() {
        return byNumber.isEmpty() ? 0 : byNumber.lastKey();
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
        return new KeptGenerations(byNumber.plus(generation.header().number(), generation));
    }

    /** Returns these generations without those up to a number. */
    public KeptGenerations after(long number) {
        KeptGenerations left = this;
        while (!left.byNumber.isEmpty() && left.byNumber.firstKey() <= number) {
            left = new KeptGenerations(left.byNumber.minus(left.byNumber.firstKey()));
        }
        return left;
    }

    KeptGenerations without(long number) {
        return new KeptGenerations(byNumber.minus(number));
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
