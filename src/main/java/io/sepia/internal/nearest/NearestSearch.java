package io.sepia.internal.nearest;

import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Query;
import io.sepia.internal.nearest.VectorTable.Scored;
import io.sepia.internal.vector.Measure;
import io.sepia.internal.vector.VectorField;
import io.sepia.model.Similarity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the objects of a class whose vectors are nearest to one, within a transaction. Not thread-safe. */
public final class NearestSearch {
    /** How many of the nearest objects are tested for a condition before the condition is run as a query. */
    private static final int FEW = 256;

    private static final int AT_ONCE = 64;

    private final BackendTransaction transaction;
    private final String className;
    private final VectorTable table;
    private final Similarity by;
    private final float[] vector;
    private final Term condition;
    private final BitSet excluded = new BitSet();

    /**
     * Reads the vectors of the class, or those that have changed.
     *
     * @param own whether the transaction serves this search only
     * @param vector can be compared with those of the field
     * @param condition the condition that results must meet
     */
    public NearestSearch(
            VectorCache cache,
            BackendTransaction transaction,
            boolean own,
            String className,
            VectorField field,
            float[] vector,
            Term condition) {
        this.transaction = transaction;
        this.className = className;
        this.table = cache.table(transaction, className, field, own);
        this.by = field.by();
        this.vector = by == Similarity.COSINE ? Measure.unit(vector) : vector;
        this.condition = condition;
    }

    /** Leaves an object out of later results. */
    public void exclude(String id) {
        int slot = table.slot(id);
        if (slot >= 0) {
            excluded.set(slot);
        }
    }

    /** Returns the ids of the nearest objects with their scores, the nearest first. */
    public Map<String, Double> best(long most) {
        int limit = (int) Math.min(most, table.size());
        if (limit == 0) {
            return Map.of();
        }
        return scores(condition.equals(Term.ALWAYS) ? scan(limit) : meeting(limit));
    }

    private static Map<String, Double> scores(List<Scored> found) {
        Map<String, Double> scores = new LinkedHashMap<>();
        found.forEach(each -> scores.put(each.id(), each.score()));
        return scores;
    }

    private List<Scored> scan(int limit) {
        return table.nearest(vector, by, limit, slot -> !excluded.get(slot));
    }

    private List<Scored> meeting(int limit) {
        if (limit <= FEW / 4) {
            List<Scored> first = scan(FEW);
            List<Scored> meeting = meeting(first, limit);
            if (meeting.size() == limit || first.size() < FEW) {
                return meeting;
            }
        }
        BitSet admitted = new BitSet();
        for (String id : transaction.queryIds(className, Query.ALL.where(condition))) {
            int slot = table.slot(id);
            if (slot >= 0) {
                admitted.set(slot);
            }
        }
        admitted.andNot(excluded);
        return table.nearest(vector, by, limit, admitted::get);
    }

    /** Returns the first of these that meet the condition. */
    private List<Scored> meeting(List<Scored> found, int limit) {
        DocumentMatcher matcher = DocumentMatcher.of(Query.ALL.where(condition));
        List<Scored> meeting = new ArrayList<>();
        for (int from = 0; from < found.size() && meeting.size() < limit; from += AT_ONCE) {
            List<Scored> some = found.subList(from, Math.min(found.size(), from + AT_ONCE));
            Set<String> ids = new HashSet<>();
            transaction.load(className, some.stream().map(Scored::id).toList()).stream()
                    .filter(matcher::matches)
                    .forEach(each -> ids.add(each.key().id()));
            some.stream().filter(each -> ids.contains(each.id())).forEach(meeting::add);
        }
        return meeting.subList(0, Math.min(limit, meeting.size()));
    }
}
