package io.sepia;

import io.sepia.document.StoredDocument;
import io.sepia.error.AmbiguousResultException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.StorageException;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.engine.BoundQuery;
import io.sepia.internal.engine.ClassQuery;
import io.sepia.internal.engine.HierarchyQuery;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import io.sepia.internal.graph.Unmigrated;
import io.sepia.internal.matching.Query;
import io.sepia.internal.stream.MergedReader;
import io.sepia.internal.stream.Pages;
import io.sepia.internal.stream.QueryReader;
import io.sepia.model.Similarity;
import io.sepia.query.QueryPlan;
import io.sepia.query.SearchHit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A query that runs within the scope that returned it. */
record ScopedQuery<T>(
        QueryTarget<T> target,
        Query query,
        @Nullable String cursor,
        @Nullable Consumer<? super StorageException> unreadable)
        implements ObjectQuery<T> {
    private static final String CHECKED = "A query with a condition, order or projection";

    static <T> ObjectQuery<T> all(QueryTarget<T> target) {
        return new ScopedQuery<>(target, Query.ALL, null, null);
    }

    @Override
    public ObjectQuery<T> withSubclasses() {
        return new ScopedQuery<>(target.subclasses(), query, cursor, unreadable);
    }

    private ObjectQuery<T> with(Query changed) {
        return new ScopedQuery<>(target, changed, cursor, unreadable);
    }

    @Override
    public ObjectQuery<T> where(Condition condition) {
        return where(Objects.requireNonNull(condition, "condition").term());
    }

    @Override
    public ObjectQuery<T> where(String condition) {
        return where(Term.parse(Objects.requireNonNull(condition, "condition")));
    }

    private ObjectQuery<T> where(Term condition) {
        return with(query.where(query.condition().and(condition)));
    }

    @Override
    public ObjectQuery<T> matching(String words) {
        return where(new Term.Words(Objects.requireNonNull(words, "words"), List.of()));
    }

    @Override
    public ObjectQuery<T> orderBy(String... order) {
        return with(query.orderedBy(Arrays.stream(Objects.requireNonNull(order, "order"))
                .flatMap(each -> Criterion.parse(each).stream())
                .toList()));
    }

    @Override
    public ObjectQuery<T> orderBy(Order... order) {
        return with(query.orderedBy(Arrays.stream(Objects.requireNonNull(order, "order"))
                .map(Order::criterion)
                .toList()));
    }

    @Override
    public ObjectQuery<T> limit(long limit) {
        return with(query.limit(limit));
    }

    @Override
    public ObjectQuery<T> offset(long offset) {
        return with(query.offset(offset));
    }

    @Override
    public ObjectQuery<T> after(String newCursor) {
        return new ScopedQuery<>(target, query, Objects.requireNonNull(newCursor, "cursor"), unreadable);
    }

    @Override
    public ObjectQuery<T> skippingUnreadable(Consumer<? super StorageException> report) {
        return new ScopedQuery<>(target, query, cursor, Objects.requireNonNull(report, "report"));
    }

    /** Returns the query as the backend receives it: fields checked, values in their JSON form. */
    BoundQuery bound() {
        return bound(!query.condition().equals(Term.ALWAYS) || !query.order().isEmpty());
    }

    /** @param readsProperties whether documents of an earlier schema are refused */
    private BoundQuery bound(boolean readsProperties) {
        if (target.type() != null && target.models().isEmpty()) {
            target.scope().codec().model(target.type()); // Refuses it.
        }
        if (readsProperties) {
            checkMigrated();
        }
        return target.bind(query, cursor);
    }

    /** Refuses to evaluate the query on documents of an earlier schema, whose properties may be elsewhere. */
    private void checkMigrated() {
        for (ObjectModel<?> model : target.models()) {
            if (model.schemas().isMarked()) {
                target.scope().run(Work.READ, unit -> {
                    Unmigrated.refuse(unit.backend(), unit.sightings(), model, CHECKED);
                    return true;
                });
            }
        }
    }

    @Override
    public List<T> list() {
        if (unreadable != null) {
            return toList(readable(target.decoder()));
        }
        BoundQuery bound = bound();
        return SearchResults.read(
                target.scope(), bound, unit -> target.decoder().apply(unit, bound.documents(unit)));
    }

    @Override
    public Optional<T> first() {
        return with(query.limit(1)).list().stream().findFirst();
    }

    @Override
    public Optional<T> one() {
        List<T> found = with(query.limit(Math.min(2, query.limit()))).list();
        if (found.size() > 1) {
            throw new AmbiguousResultException(
                    "A query of class " + target.className()
                            + " found several objects, but at most one was expected. Narrow its condition, or use first or list.");
        }
        return found.stream().findFirst();
    }

    @Override
    public Stream<T> stream() {
        return unreadable != null ? readable(target.decoder()) : stream(bound(), target.decoder());
    }

    private <R> Stream<R> stream(BoundQuery bound, BiFunction<UnitOfWork, List<StoredDocument>, List<R>> decoder) {
        SearchResults.catchUp(target.scope(), bound);
        Pages.Reader<StoredDocument> reader = bound instanceof HierarchyQuery several
                ? new MergedReader(several)
                : new QueryReader((ClassQuery) bound);
        return Pages.stream(target.scope().open(), Spliterator.ORDERED, reader, decoder, unreadable);
    }

    /** Returns the results that can be read. The limit counts only these. */
    private <R> Stream<R> readable(BiFunction<UnitOfWork, List<StoredDocument>, List<R>> decoder) {
        BoundQuery bound = bound();
        Stream<R> all = stream(bound.limit(Query.UNLIMITED), decoder);
        return bound.limit() == Query.UNLIMITED ? all : all.limit(bound.limit());
    }

    private static <R> List<R> toList(Stream<R> results) {
        try (results) {
            return results.toList();
        }
    }

    @Override
    public Page<T> page() {
        BoundQuery bound = bound();
        if (bound.limit() == Query.UNLIMITED) {
            throw new InvalidQueryException(
                    "A page of class " + target.className() + " needs a limit. Set one with limit(…).");
        }
        int size = (int) Math.min(bound.limit(), Integer.MAX_VALUE - 1);
        if (unreadable != null) {
            return readablePage(bound, size);
        }
        return SearchResults.read(target.scope(), bound, unit -> {
            // One more result than the page holds shows whether there is another page.
            List<StoredDocument> found = bound.limit(size + 1L).documents(unit);
            if (found.size() <= size) {
                return new Page<>(target.decoder().apply(unit, found), Optional.empty());
            }
            List<StoredDocument> items = found.subList(0, size);
            String next = bound.cursorAfter(items.get(size - 1));
            return new Page<>(target.decoder().apply(unit, items), Optional.of(next));
        });
    }

    private Page<T> readablePage(BoundQuery bound, int size) {
        // The next page begins after the last document of this one, so documents are kept with their results.
        List<Map.Entry<StoredDocument, T>> found =
                toList(new ScopedQuery<>(target, query.limit(size + 1L), cursor, unreadable)
                        .<Map.Entry<StoredDocument, T>>readable((unit, documents) -> {
                            List<T> results = target.decoder().apply(unit, documents);
                            return IntStream.range(0, results.size())
                                    .mapToObj(i -> Map.entry(documents.get(i), results.get(i)))
                                    .toList();
                        }));
        List<T> items = found.stream().limit(size).<T>map(Map.Entry::getValue).toList();
        if (found.size() <= size) {
            return new Page<>(items, Optional.empty());
        }
        StoredDocument last = found.get(size - 1).getKey();
        return new Page<>(items, Optional.of(bound.cursorAfter(last)));
    }

    @Override
    public List<SearchHit<T>> hits() {
        return SearchResults.of(target, bound());
    }

    @Override
    public List<SearchHit<T>> nearest(float[] vector) {
        return NearestResults.of(target, bound(true), vector);
    }

    @Override
    public List<SearchHit<T>> nearest(String property, float[] vector) {
        return NearestResults.of(target, bound(true), property, vector, null);
    }

    @Override
    public List<SearchHit<T>> nearest(String property, float[] vector, Similarity by) {
        return NearestResults.of(target, bound(true), property, vector, Objects.requireNonNull(by, "by"));
    }

    @Override
    public List<String> ids() {
        BoundQuery bound = bound();
        return SearchResults.read(target.scope(), bound, bound::ids);
    }

    @Override
    public long count() {
        BoundQuery bound = bound();
        return SearchResults.read(target.scope(), bound, bound::count);
    }

    @Override
    public boolean exists() {
        BoundQuery bound = bound();
        return SearchResults.read(target.scope(), bound, bound::exists);
    }

    @Override
    public QueryPlan explain() {
        BoundQuery bound = bound();
        return SearchResults.read(target.scope(), bound, bound::explain);
    }

    @Override
    public ObjectQuery<T> requireIndex() {
        if (!explain().isServed()) {
            throw new InvalidQueryException("No index serves the query of class " + target.className()
                    + ": every object of the class would be read. Add an index on a field that its condition"
                    + " compares, or see explain().");
        }
        return this;
    }

    @Override
    public <R> List<R> project(Class<R> type) {
        BoundQuery bound = bound(true);
        Function<StoredDocument, R> projection = target.projection(type);
        if (unreadable != null) {
            return toList(this.<R>readable(
                    (unit, documents) -> documents.stream().map(projection).toList()));
        }
        return SearchResults.read(
                target.scope(),
                bound,
                unit -> bound.documents(unit).stream().map(projection).toList());
    }

    @Override
    public long delete() {
        BoundQuery bound = bound();
        SearchResults.catchUp(target.scope(), bound);
        return target.scope().run(Work.WRITE, unit -> {
            if (!target.models().isEmpty()) {
                bound.parts().forEach(each -> Unmigrated.refuseLater(unit.backend(), each.className(), each.query()));
            }
            return bound.delete(unit);
        });
    }

    /** Returns the class and the query in text form. */
    @Override
    public String toString() {
        return target.className() + (target.withSubclasses() ? " with subclasses" : "") + " where " + query;
    }
}
