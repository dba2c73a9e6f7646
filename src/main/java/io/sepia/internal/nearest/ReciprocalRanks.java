package io.sepia.internal.nearest;

import io.sepia.internal.nearest.VectorTable.Scored;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Merges rankings whose scores cannot be compared, by reciprocal rank fusion: the score of an object is the sum of
 * {@code 1 / (60 + rank)} over the rankings that contain it. The formula and its constant are those of Cormack, Clarke
 * and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods", SIGIR 2009.
 */
public final class ReciprocalRanks {
    private static final int K = 60;

    private final Map<String, Double> scores = new HashMap<>();

    /** Adds a ranking: ids, the best first. */
    public void add(Collection<String> ranking) {
        int rank = 0;
        for (String id : ranking) {
            scores.merge(id, 1.0 / (K + ++rank), Double::sum);
        }
    }

    /** Returns the scores of all objects, the best first; of equal ones, in the order of their ids. */
    public Map<String, Double> best() {
        Map<String, Double> best = new LinkedHashMap<>();
        scores.entrySet().stream()
                .map(each -> new Scored(each.getKey(), each.getValue()))
                .sorted(VectorTable.NEAREST_FIRST)
                .forEach(each -> best.put(each.id(), each.score()));
        return best;
    }
}
