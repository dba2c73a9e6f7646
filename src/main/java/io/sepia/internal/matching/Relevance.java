package io.sepia.internal.matching;

import io.sepia.document.StoredDocument;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.WantedFields;
import io.sepia.internal.words.IndexStatistics;
import io.sepia.internal.words.Ranking;
import io.sepia.internal.words.WordMatcher;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the documents that are most relevant for the words of a query, by reading all documents of a class, or those
 * that an index does not show. Its order and offset begin with the most relevant one. Not thread-safe.
 *
 * @param <D> what is kept of each match: the document, or what finds it again
 */
public final class Relevance<D> {
    private final Query query;
    private final DocumentMatcher matcher;
    private final WantedFields wanted = new WantedFields();
    private final Ranking<D> ranking;
    private final Function<StoredDocument, D> kept;

    /** @param query has a condition that contains {@link #words} */
    public Relevance(Query query, Function<StoredDocument, D> kept) {
        this.query = query;
        this.kept = kept;
        List<Term.Words> words = words(query.condition());
        List<WordMatcher> matchers = words.stream()
                .map(each -> WordMatcher.of(each.words(), each.fields()))
                .toList();
        matchers.forEach(each -> each.want(wanted));
        this.ranking = new Ranking<>(matchers);
        this.matcher = DocumentMatcher.of(Query.ALL.where(withoutWords(query.condition())));
    }

    /** Returns the words that every result must match. */
    public static List<Term.Words> words(Term condition) {
        List<Term> parts = condition instanceof Term.And and ? and.parts() : List.of(condition);
        return parts.stream()
                .flatMap(each -> each instanceof Term.Words words ? Stream.of(words) : Stream.empty())
                .toList();
    }

    /** Returns the rest of the condition. */
    public static Term withoutWords(Term condition) {
        List<Term> parts = condition instanceof Term.And and ? and.parts() : List.of(condition);
        return new Term.And(
                parts.stream().filter(each -> !(each instanceof Term.Words)).toList());
    }

    /**
     * Sees the next document of the class.
     *
     * @throws io.sepia.error.DamagedDocumentException if it is not JSON
     */
    public void see(StoredDocument document) {
        ranking.see(kept.apply(document), DocumentContent.read(document, wanted), matcher.matches(document));
    }

    /** Measures the documents that were seen by those in an index too. The query has words once. */
    public void addUnseen(IndexStatistics unseen) {
        ranking.addUnseen(unseen);
    }

    /** Returns the results among the documents that were seen, the most relevant one first. */
    public List<Ranking.Ranked<D>> best() {
        return ranking.best(query.offset(), query.limit());
    }
}
