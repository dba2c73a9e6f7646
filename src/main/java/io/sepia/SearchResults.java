package io.sepia;

import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.condition.Term;
import io.sepia.internal.engine.BoundQuery;
import io.sepia.internal.engine.ClassQuery;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WantedFields;
import io.sepia.internal.matching.DocumentContent;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import io.sepia.internal.matching.Relevance;
import io.sepia.internal.words.Excerpts;
import io.sepia.internal.words.WordMatcher;
import io.sepia.query.Highlight;
import io.sepia.query.SearchHit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The results of a query with words, the most relevant first. See decision 0260. */
final class SearchResults {
    private static final System.Logger LOG = System.getLogger(SearchResults.class.getName());

    private final List<Excerpts> excerpts = new ArrayList<>();
    private final WantedFields wanted = new WantedFields();

    SearchResults(List<Term.Words> words) {
        for (Term.Words each : words) {
            excerpts.add(new Excerpts(each.words(), each.fields()));
            WordMatcher.of(each.words(), each.fields()).want(wanted);
        }
    }

    /** Runs work that reads the results of a query, after updating the indexes of words that it uses. */
    static <R> R read(Scope scope, BoundQuery bound, Function<UnitOfWork, R> work) {
        if (canCatchUp(scope, bound)) {
            Optional<R> result = scope.run(
                    Work.READ, unit -> isBehind(unit, bound) ? Optional.empty() : Optional.of(work.apply(unit)));
            if (result.isPresent()) {
                return result.get();
            }
            catchUp(scope, bound);
        }
        return scope.run(Work.READ, work);
    }

    private static boolean canCatchUp(Scope scope, BoundQuery bound) {
        return bound instanceof ClassQuery query
                && !Relevance.words(query.query().condition()).isEmpty()
                && !scope.isJoined(Access.READ_ONLY);
    }

    private static boolean isBehind(UnitOfWork unit, BoundQuery bound) {
        ClassQuery query = (ClassQuery) bound;
        return Relevance.words(query.query().condition()).stream()
                .anyMatch(each -> unit.backend().indexes().wordsAreBehind(query.className(), each.fields()));
    }

    /** Updates the indexes of words if possible. This makes the search faster and changes no result. */
    static void catchUp(Scope scope, BoundQuery bound) {
        if (canCatchUp(scope, bound)) {
            update(scope, (ClassQuery) bound);
        }
    }

    private static void update(Scope scope, ClassQuery query) {
        for (Term.Words each : Relevance.words(query.query().condition())) {
            boolean isBehind = scope.run(
                    Work.READ, unit -> unit.backend().indexes().wordsAreBehind(query.className(), each.fields()));
            try {
                while (isBehind) { // Ends at the latest when another writer is in the way.
                    isBehind = scope.run(
                            Work.PROMPT,
                            unit -> unit.backend().indexes().catchUpWords(query.className(), each.fields()));
                }
            } catch (StorageFailureException | RetryableException e) {
                LOG.log(System.Logger.Level.DEBUG, "The index of words was not updated", e);
            }
        }
    }

    static <T> List<SearchHit<T>> of(QueryTarget<T> target, BoundQuery bound) {
        if (!(bound instanceof ClassQuery ofClass)) {
            throw new InvalidQueryException(
                    "Hits of class " + target.className() + " with its subclasses have no common"
                            + " order, because relevance is measured within a class. Search each class, or use list.");
        }
        return read(target.scope(), bound, unit -> of(unit, target, ofClass.query()));
    }

    private static <T> List<SearchHit<T>> of(UnitOfWork unit, QueryTarget<T> target, Query bound) {
        List<Term.Words> words = Relevance.words(bound.condition());
        if (words.isEmpty()) {
            throw new InvalidQueryException("A query of class " + target.className()
                    + " is asked for hits, but it has no words. Add them with matching(…).");
        }
        if (!bound.order().isEmpty() || bound.after() != null) {
            throw new InvalidQueryException("A query of class " + target.className()
                    + " is asked for hits, which are in the order of relevance, but it has an order or a cursor. Use"
                    + " offset and limit, or list() for the order.");
        }
        List<RankedDocument> ranked = unit.backend().search(target.className(), bound);
        List<T> values = target.decoder()
                .apply(unit, ranked.stream().map(RankedDocument::document).toList());
        SearchResults results = new SearchResults(words);
        List<SearchHit<T>> hits = new ArrayList<>();
        for (int i = 0; i < ranked.size(); i++) {
            RankedDocument each = ranked.get(i);
            hits.add(new SearchHit<>(values.get(i), each.score(), () -> results.highlights(each.document())));
        }
        return hits;
    }

    List<Highlight> highlights(StoredDocument document) {
        Value content = DocumentContent.read(document, wanted);
        return excerpts.stream()
                .flatMap(each -> each.of(content).stream())
                .map(SearchResults::highlight)
                .toList();
    }

    private static Highlight highlight(Excerpts.Excerpt excerpt) {
        return new Highlight(
                excerpt.field(),
                excerpt.text(),
                excerpt.found().stream()
                        .map(each -> new Highlight.Range(each.start(), each.end()))
                        .toList());
    }
}
