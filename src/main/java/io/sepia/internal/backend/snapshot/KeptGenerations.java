package io.sepia.internal.backend.snapshot;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The generations of one object, by number, beside what is stored. Immutable.
 *
 * @param byNumber the generations
 */
public record KeptGenerations(TreePMap<Long, HeldGeneration> byNumber) {
    /** None. */
    public static final KeptGenerations NONE = new KeptGenerations(TreePMap.empty());

    /** The highest number; 0 if there is none. */
    public long highest() {
        return byNumber.isEmpty() ? 0 : byNumber.lastKey();
    }

    /** All, in the order of their numbers. */
    public Collection<HeldGeneration> all() {
        return byNumber.values();
    }

    /** The one of that number. */
    public @Nullable HeldGeneration get(long number) {
        return byNumber.get(number);
    }

    /** With one more, or another one in the place of that number. */
    public KeptGenerations with(HeldGeneration generation) {
        return new KeptGenerations(byNumber.plus(generation.header().number(), generation));
    }

    /** Without those up to a number. */
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

    /** The latest one deleted at that time; null if it was not deleted. */
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

    /** Those with a number greater than {@code after}. */
    List<HeldGeneration> page(long after, int limit) {
        return byNumber.tailMap(after, false).values().stream().limit(limit).toList();
    }
}
