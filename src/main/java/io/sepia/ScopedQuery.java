package io.sepia;

import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.StorageException;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import io.sepia.internal.graph.Unmigrated;
import io.sepia.internal.matching.Cursor;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Query;
import io.sepia.query.QueryPlan;
import io.sepia.query.SearchHit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A query that runs within the scope that returned it. */
record ScopedQuery<T>(
        Target<T> target,
        Query query,
        @Nullable String cursor,
        @Nullable Consumer<? super StorageException> unreadable) implements ObjectQuery<T> {
    private static final String CHECKED = "A query with a condition, order or projection";

    /**
     * The class that is queried.
     *
     * @param model the model of the class, or null for documents
     * @param decoder decodes documents to results
     */
    record Target<T>(
            Scope scope,
            String className,
            @Nullable ObjectModel<?> model,
            BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder) {}

    static <T> ObjectQuery<T> all(Target<T> target) {
        return new ScopedQuery<>(target, Query.ALL, null, null);
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
    private Query bound() {
        if (!query.condition().equals(Term.ALWAYS) || !query.order().isEmpty()) {
            checkMigrated();
        }
        Query bound = target.scope().codec().bind(query, target.model());
        return cursor == null
                ? bound
                : bound.after(Cursor.read(target.className(), bound, cursor)).offset(0);
    }

    /** Refuses to evaluate the query on documents of an earlier schema, whose properties may be elsewhere. */
    private void checkMigrated() {
        ObjectModel<?> model = target.model();
        if (model != null && model.schemas().isMarked()) {
            target.scope().run(Work.READ, unit -> {
                Unmigrated.refuse(unit.backend(), unit.sightings(), model, CHECKED);
                return true;
            });
        }
    }

    @Override
    public List<T> list() {
        if (unreadable != null) {
            return toList(readable(target.decoder()));
        }
        Query bound = bound();
        return target.scope()
                .run(
                        Work.READ,
                        unit -> target.decoder().apply(unit, unit.backend().query(target.className(), bound)));
    }

    @Override
    public Optional<T> first() {
        return with(query.limit(1)).list().stream().findFirst();
    }

    @Override
    public Optional<T> one() {
        List<T> found = with(query.limit(Math.min(2, query.limit()))).list();
        if (found.size() > 1) {
            throw new InvalidQueryException(
                    "A query of class " + target.className()
                            + " found several objects, but at most one was expected. Narrow its condition, or use first or list.");
        }
        return found.stream().findFirst();
    }

    @Override
    public Stream<T> stream() {
        return unreadable != null ? readable(target.decoder()) : QueryReader.stream(target, bound(), null);
    }

    /** Returns the results that can be read. The limit counts only these. */
    private <R> Stream<R> readable(BiFunction<UnitOfWork, List<StoredDocument>, List<R>> decoder) {
        Query bound = bound();
        Target<R> decoded = new Target<>(target.scope(), target.className(), target.model(), decoder);
        Stream<R> all = QueryReader.stream(decoded, bound.limit(Query.UNLIMITED), unreadable);
        return bound.limit() == Query.UNLIMITED ? all : all.limit(bound.limit());
    }

    private static <R> List<R> toList(Stream<R> results) {
        try (results) {
            return results.toList();
        }
    }

    @Override
    public Page<T> page() {
        Query bound = bound();
        if (bound.limit() == Query.UNLIMITED) {
            throw new InvalidQueryException(
                    "A page of class " + target.className() + " needs a limit. Set one with limit(…).");
        }
        int size = (int) Math.min(bound.limit(), Integer.MAX_VALUE - 1);
        if (unreadable != null) {
            return readablePage(bound, size);
        }
        return target.scope().run(Work.READ, unit -> {
            // One more result than the page holds shows whether there is another page.
            List<StoredDocument> found = unit.backend().query(target.className(), bound.limit(size + 1L));
            if (found.size() <= size) {
                return new Page<>(target.decoder().apply(unit, found), Optional.empty());
            }
            List<StoredDocument> items = found.subList(0, size);
            String next = Cursor.write(
                    target.className(), bound, DocumentMatcher.of(bound).position(items.get(size - 1)));
            return new Page<>(target.decoder().apply(unit, items), Optional.of(next));
        });
    }

    private Page<T> readablePage(Query bound, int size) {
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
        return new Page<>(
                items,
                Optional.of(Cursor.write(
                        target.className(), bound, DocumentMatcher.of(bound).position(last))));
    }

    @Override
    public List<SearchHit<T>> hits() {
        Query bound = bound();
        return target.scope().run(Work.READ, unit -> SearchResults.of(unit, target, bound));
    }

    @Override
    public List<String> ids() {
        Query bound = bound();
        return target.scope().run(Work.READ, unit -> unit.backend().queryIds(target.className(), bound));
    }

    @Override
    public long count() {
        Term condition = bound().condition();
        return target.scope().run(Work.READ, unit -> unit.backend().count(target.className(), condition));
    }

    @Override
    public boolean exists() {
        Query bound = bound().limit(1);
        return target.scope()
                .run(
                        Work.READ,
                        unit -> !unit.backend()
                                .queryIds(target.className(), bound)
                                .isEmpty());
    }

    @Override
    public QueryPlan explain() {
        Query bound = bound();
        return target.scope().run(Work.READ, unit -> unit.backend().indexes().explain(target.className(), bound));
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
        checkMigrated();
        Query bound = bound();
        var projection = target.scope().codec().projection(type, target.model());
        if (unreadable != null) {
            return toList(this.<R>readable(
                    (unit, documents) -> documents.stream().map(projection::of).toList()));
        }
        return target.scope()
                .run(
                        Work.READ,
                        unit -> unit.backend().query(target.className(), bound).stream()
                                .map(projection::of)
                                .toList());
    }

    @Override
    public long delete() {
        Query bound = bound();
        return target.scope().run(Work.WRITE, unit -> unit.delete(target.className(), bound));
    }

    /** Returns the class and the query in text form. */
    @Override
    public String toString() {
        return target.className() + " where " + query;
    }
}
