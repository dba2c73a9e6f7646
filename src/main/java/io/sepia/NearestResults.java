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
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import io.sepia.internal.matching.Relevance;
import io.sepia.internal.nearest.NearestSearch;
import io.sepia.internal.nearest.ReciprocalRanks;
import io.sepia.internal.vector.Measure;
import io.sepia.internal.vector.VectorField;
import io.sepia.model.Similarity;
import io.sepia.query.SearchHit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The results of a query by a vector, the nearest first, merged with those by words if it has any. See decision 0270.
 */
final class NearestResults {
    private static final System.Logger LOG = System.getLogger(NearestResults.class.getName());

    /** How many results of each ranking are merged. Does not depend on the page, so that pages fit together. */
    private static final int MERGED = 1_000;

    private NearestResults() {}

    /** Returns the objects that are nearest by the only vector of a class. */
    static <T> List<SearchHit<T>> of(QueryTarget<T> target, BoundQuery bound, float[] vector) {
        Objects.requireNonNull(vector, "vector");
        if (target.models().isEmpty()) {
            throw new InvalidQueryException("Documents of class " + target.className()
                    + " are searched by a vector without their class. Name the property to compare.");
        }
        return of(target, bound, target.scope().codec().vector(target.models().get(0), null), vector);
    }

    /**
     * Returns the objects that are nearest by a named vector.
     *
     * @param by how to compare; null for the way that the class declares
     */
    static <T> List<SearchHit<T>> of(
            QueryTarget<T> target, BoundQuery bound, String property, float[] vector, @Nullable Similarity by) {
        Objects.requireNonNull(property, "property");
        Objects.requireNonNull(vector, "vector");
        VectorField field = target.models().isEmpty()
                ? new VectorField(FieldPath.parse(property), List.of(), vector.length, Similarity.COSINE)
                : target.scope().codec().vector(target.models().get(0), property);
        return of(target, bound, by == null ? field : field.by(by), vector);
    }

    private static <T> List<SearchHit<T>> of(
            QueryTarget<T> target, BoundQuery bound, VectorField field, float[] vector) {
        Query query = checked(bound);
        String problem = Measure.problem(vector, field.dimension(), field.by());
        if (problem != null) {
            throw new InvalidQueryException("The vector to compare with property " + field.path() + " of class "
                    + target.className() + " " + problem + ". Give one like those of the property.");
        }
        follow(target.scope(), target.className());
        SearchResults.catchUp(target.scope(), bound);
        boolean own = !target.scope().isJoined(Access.READ_ONLY);
        return target.scope().run(Work.READ, unit -> {
            NearestSearch search = new NearestSearch(
                    unit.vectors(),
                    unit.backend(),
                    own,
                    target.className(),
                    field,
                    vector,
                    Relevance.withoutWords(query.condition()));
            List<Term.Words> words = Relevance.words(query.condition());
            return words.isEmpty() ? near(unit, target, search, query) : merged(unit, target, search, query, words);
        });
    }

    private static Query checked(BoundQuery bound) {
        if (!(bound instanceof ClassQuery ofClass)) {
            throw new InvalidQueryException("A class with its subclasses is searched by a vector, but each class has"
                    + " vectors of its own. Search each class.");
        }
        Query query = ofClass.query();
        if (!query.order().isEmpty() || query.after() != null) {
            throw new InvalidQueryException("A query of class " + ofClass.className() + " is searched by a vector,"
                    + " which gives the order, but it has an order or a cursor. Use offset and limit.");
        }
        return query;
    }

    /**
     * Makes the store list the changes of the class from now on, unless another writer holds the write lock. This makes
     * later searches faster and changes no result.
     */
    private static void follow(Scope scope, String className) {
        if (scope.isJoined(Access.READ_ONLY)
                || !scope.run(Work.READ, unit -> unit.backend().indexes().isWorthFollowing(className))) {
            return;
        }
        try {
            scope.run(Work.PROMPT, unit -> {
                unit.backend().indexes().follow(className);
                return true;
            });
        } catch (StorageFailureException | RetryableException e) {
            LOG.log(System.Logger.Level.DEBUG, "The changes of class " + className + " are not noted", e);
        }
    }

    private static <T> List<SearchHit<T>> near(
            UnitOfWork unit, QueryTarget<T> target, NearestSearch search, Query query) {
        return hits(
                unit,
                target,
                query,
                () -> search.best(query.reach()),
                search::exclude,
                Map.of(),
                new SearchResults(List.of()));
    }

    private static <T> List<SearchHit<T>> merged(
            UnitOfWork unit, QueryTarget<T> target, NearestSearch search, Query query, List<Term.Words> words) {
        Map<String, StoredDocument> byWords = new LinkedHashMap<>();
        unit.backend().search(target.className(), query.offset(0).limit(MERGED)).stream()
                .map(RankedDocument::document)
                .forEach(each -> byWords.put(each.key().id(), each));
        Supplier<Map<String, Double>> ranking = () -> {
            ReciprocalRanks ranks = new ReciprocalRanks();
            ranks.add(byWords.keySet());
            ranks.add(search.best(MERGED).keySet());
            return ranks.best();
        };
        Consumer<String> exclude = id -> {
            byWords.remove(id);
            search.exclude(id);
        };
        return hits(unit, target, query, ranking, exclude, byWords, new SearchResults(words));
    }

    /**
     * Returns the hits of a page of a ranking. Another program may have replaced a row or deleted a file after the
     * ranking was read; such an object is excluded, and the next one takes its place.
     *
     * @param ranking returns the ids of the objects that are not excluded with their scores, the best first
     * @param byWords the documents that have the words, of which excerpts are made
     */
    private static <T> List<SearchHit<T>> hits(
            UnitOfWork unit,
            QueryTarget<T> target,
            Query query,
            Supplier<Map<String, Double>> ranking,
            Consumer<String> exclude,
            Map<String, StoredDocument> byWords,
            SearchResults excerpts) {
        Map<String, Double> page;
        Map<String, StoredDocument> documents;
        do {
            page = page(ranking.get(), query);
            documents = documents(unit, target, page);
            page.keySet().stream().filter(Predicate.not(documents::containsKey)).forEach(exclude);
        } while (documents.size() < page.size()); // Ends, because each round excludes an object.
        return hits(unit, target, page, documents, byWords, excerpts);
    }

    private static Map<String, Double> page(Map<String, Double> best, Query query) {
        Map<String, Double> page = new LinkedHashMap<>();
        best.entrySet().stream()
                .skip(query.offset())
                .limit(query.limit())
                .forEach(each -> page.put(each.getKey(), each.getValue()));
        return page;
    }

    private static Map<String, StoredDocument> documents(
            UnitOfWork unit, QueryTarget<?> target, Map<String, Double> page) {
        Map<String, StoredDocument> documents = new HashMap<>();
        unit.backend()
                .load(target.className(), page.keySet())
                .forEach(each -> documents.put(each.key().id(), each));
        return documents;
    }

    private static <T> List<SearchHit<T>> hits(
            UnitOfWork unit,
            QueryTarget<T> target,
            Map<String, Double> page,
            Map<String, StoredDocument> documents,
            Map<String, StoredDocument> byWords,
            SearchResults excerpts) {
        List<String> ids = List.copyOf(page.keySet());
        List<T> values = target.decoder()
                .apply(
                        unit,
                        ids.stream()
                                .map(documents::get)
                                .map(Objects::requireNonNull)
                                .toList());
        List<SearchHit<T>> hits = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            StoredDocument found = byWords.get(ids.get(i));
            hits.add(new SearchHit<>(
                    values.get(i),
                    Objects.requireNonNull(page.get(ids.get(i))),
                    () -> found == null ? List.of() : excerpts.highlights(found)));
        }
        return hits;
    }
}
