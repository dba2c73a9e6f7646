package io.sepia.internal.live;

import io.sepia.change.ResultChange.Kind;
import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The difference between two results of one query. A document that was not stored again is at the same place among the
 * others that were not, since its position depends on its content only.
 */
final class ResultDifference {
    private final List<Candidate> before;
    private final List<Candidate> after;
    /** The indexes in {@link #before} of documents that have left the result or were stored again. */
    private final List<Integer> changedBefore = new ArrayList<>();

    /** The indexes in {@link #after} of documents that have entered the result or were stored again. */
    private final List<Integer> changedAfter = new ArrayList<>();

    /** A change, without the object. */
    record Step(Kind kind, ObjectKey key, int from, int to) {}

    /** A document in both results; the last two numbers count the documents before it that were not stored again. */
    private record Stay(int from, int to, int unchangedBefore, int unchangedAfter) {}

    private ResultDifference(List<Candidate> before, List<Candidate> after, Comparator<Candidate> order) {
        this.before = before;
        this.after = after;
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            int compared = i == before.size()
                    ? 1
                    : j == after.size()
                            ? -1
                            : before.get(i) == after.get(j) ? 0 : order.compare(before.get(i), after.get(j));
            boolean same = compared == 0 && before.get(i).isSame(after.get(j));
            if (compared <= 0) {
                if (!same) {
                    changedBefore.add(i);
                }
                i++;
            }
            if (compared >= 0) {
                if (!same) {
                    changedAfter.add(j);
                }
                j++;
            }
        }
    }

    /** Returns the changes: first documents that have left, then the others in the order of the new result. */
    static List<Step> between(List<Candidate> before, List<Candidate> after, Comparator<Candidate> order) {
        return new ResultDifference(before, after, order).steps();
    }

    private List<Step> steps() {
        Map<ObjectKey, Integer> places = new HashMap<>();
        for (int i = 0; i < changedBefore.size(); i++) {
            places.put(before.get(changedBefore.get(i)).key(), i);
        }
        Map<Integer, Stay> stays = new HashMap<>();
        List<Stay> candidates = new ArrayList<>();
        for (int j = 0; j < changedAfter.size(); j++) {
            int to = changedAfter.get(j);
            Integer i = places.remove(after.get(to).key());
            if (i != null) {
                Stay stay = new Stay(changedBefore.get(i), to, changedBefore.get(i) - i, to - j);
                stays.put(to, stay);
                if (stay.unchangedBefore() == stay.unchangedAfter()) {
                    candidates.add(stay);
                }
            }
        }
        Set<Stay> inPlace = new HashSet<>(longestRising(candidates));
        List<Step> steps = new ArrayList<>();
        places.values().stream().sorted().forEach(i -> {
            int from = changedBefore.get(i);
            steps.add(new Step(Kind.LEFT, before.get(from).key(), from, -1));
        });
        for (int to : changedAfter) {
            ObjectKey key = after.get(to).key();
            Stay stay = stays.get(to);
            if (stay == null) {
                steps.add(new Step(Kind.ENTERED, key, -1, to));
            } else {
                steps.add(new Step(inPlace.contains(stay) ? Kind.CHANGED : Kind.MOVED, key, stay.from(), to));
            }
        }
        return steps;
    }

    /** Returns as many as possible that are in the same order in both results. */
    private static List<Stay> longestRising(List<Stay> stays) {
        // ends.get(n) ends the rising sequence of n + 1 elements whose last element is least.
        List<Integer> ends = new ArrayList<>();
        int[] previous = new int[stays.size()];
        for (int i = 0; i < stays.size(); i++) {
            int low = 0;
            int high = ends.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (stays.get(ends.get(middle)).from() < stays.get(i).from()) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            previous[i] = low == 0 ? -1 : ends.get(low - 1);
            if (low == ends.size()) {
                ends.add(i);
            } else {
                ends.set(low, i);
            }
        }
        List<Stay> rising = new ArrayList<>();
        for (int i = ends.isEmpty() ? -1 : ends.get(ends.size() - 1); i >= 0; i = previous[i]) {
            rising.add(stays.get(i));
        }
        return rising;
    }
}
