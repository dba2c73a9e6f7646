package io.sepia.internal.words;

import io.sepia.internal.json.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts matching documents by relevance with BM25, in the form that SQLite's FTS5 has: {@code k1} = 1.2, {@code b} =
 * 0.75, occurrences by the weight of their field, and no negative weight of frequent words. Sees every document of a
 * class, or knows the statistics of those that it does not see, because a word is worth the more the fewer documents
 * contain it. Not thread-safe.
 *
 * @param <D> the documents
 */
public final class Ranking<D> {
    private static final double K1 = 1.2;
    private static final double B = 0.75;
    private static final double LEAST_WORTH = 1e-6;

    private final List<WordMatcher> matchers;
    private final List<Candidate<D>> candidates = new ArrayList<>();
    private final long[][] containing;
    private final long[] lengths;
    private long documents;

    private record Candidate<D>(D document, List<Occurrences> occurrences) {}

    /**
     * A document and its score.
     *
     * @param score the higher, the more relevant; 0 if the query only excludes
     */
    public record Ranked<D>(D document, double score) {}

    /** @param matchers the queries that documents must match */
    public Ranking(List<WordMatcher> matchers) {
        this.matchers = List.copyOf(matchers);
        this.containing = new long[matchers.size()][];
        this.lengths = new long[matchers.size()];
    }

    /**
     * Sees the next document.
     *
     * @param candidate whether the document is a result if it matches
     */
    public void see(D document, @Nullable Value content, boolean candidate) {
        documents++;
        boolean matches = candidate;
        List<Occurrences> occurrences = new ArrayList<>(matchers.size());
        for (int i = 0; i < matchers.size(); i++) {
            Occurrences each = matchers.get(i).occurrences(content);
            occurrences.add(each);
            matches &= each.isMatch() && !each.query().isEmpty();
            lengths[i] += each.length();
            if (containing[i] == null) {
                containing[i] = new long[each.frequencies().length];
            }
            for (int phrase = 0; phrase < each.frequencies().length; phrase++) {
                containing[i][phrase] += each.frequencies()[phrase] > 0 ? 1 : 0;
            }
        }
        if (matches) {
            candidates.add(new Candidate<>(document, occurrences));
        }
    }

    /** Adds documents that were not passed to {@link #see} to the statistics. There must be one query only. */
    public void addUnseen(IndexStatistics unseen) {
        if (containing[0] == null) {
            return;
        }
        documents += unseen.documents();
        lengths[0] += unseen.tokens();
        for (int phrase = 0; phrase < unseen.containing().size(); phrase++) {
            containing[0][phrase] += unseen.containing().get(phrase);
        }
    }

    /** Returns the matching documents, most relevant first; equally relevant ones in the order in which they came. */
    public List<Ranked<D>> best(long offset, long limit) {
        return candidates.stream()
                .map(each -> new Ranked<>(each.document(), score(each.occurrences())))
                .sorted(Comparator.comparingDouble((Ranked<D> each) -> -each.score()))
                .skip(offset)
                .limit(limit)
                .toList();
    }

    private double score(List<Occurrences> occurrences) {
        double score = 0;
        for (int i = 0; i < occurrences.size(); i++) {
            Occurrences each = occurrences.get(i);
            double usual = Math.max(1.0, (double) lengths[i] / documents);
            double normal = K1 * (1 - B + B * each.length() / usual);
            int sought = each.query().sought().size();
            for (int phrase = 0; phrase < sought; phrase++) {
                double frequency = each.frequencies()[phrase];
                score += worth(containing[i][phrase]) * frequency * (K1 + 1) / (frequency + normal);
            }
        }
        return score;
    }

    private double worth(long found) {
        return Math.max(LEAST_WORTH, Math.log((documents - found + 0.5) / (found + 0.5)));
    }
}
