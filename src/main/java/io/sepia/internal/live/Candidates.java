package io.sepia.internal.live;

import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first candidates of a query, in their order. Immutable.
 *
 * @param sorted all candidates up to {@code end}
 * @param end the last one that is known; null if there are no others
 */
record Candidates(List<Candidate> sorted, @Nullable Candidate end) {
    static final Candidates NONE = new Candidates(List.of(), null);

    /** Returns the candidates up to {@code newEnd}, with those of the given keys replaced by {@code others}. */
    Candidates replaced(
            Set<ObjectKey> keys, Collection<Candidate> others, @Nullable Candidate newEnd, CandidateSource source) {
        List<Candidate> kept = new ArrayList<>(sorted.size());
        for (Candidate each : sorted) {
            if (!keys.contains(each.key())) {
                kept.add(each);
            }
        }
        List<Candidate> merged = new ArrayList<>(kept.size() + others.size());
        int next = 0;
        for (Candidate each : others.stream().sorted(source.order()).toList()) {
            if (newEnd == null || source.order().compare(each, newEnd) <= 0) {
                int place = -1 - Collections.binarySearch(kept, each, source.order());
                merged.addAll(kept.subList(next, place));
                merged.add(each);
                next = place;
            }
        }
        merged.addAll(kept.subList(next, kept.size()));
        return new Candidates(merged, newEnd);
    }

    /** Returns at most the first {@code most} of these. */
    Candidates first(long most) {
        if (sorted.size() <= most) {
            return this;
        }
        List<Candidate> first = List.copyOf(sorted.subList(0, (int) most));
        return new Candidates(first, first.get(first.size() - 1));
    }

    /** Returns those that are results. */
    List<Candidate> results(CandidateSource source) {
        int from = (int) Math.min(source.offset(), sorted.size());
        return sorted.subList(from, (int) Math.min(source.reach(), sorted.size()));
    }
}
