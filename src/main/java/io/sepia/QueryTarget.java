package io.sepia;

import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.codec.Projection;
import io.sepia.internal.engine.BoundQuery;
import io.sepia.internal.engine.ClassQuery;
import io.sepia.internal.engine.HierarchyQuery;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.matching.Cursor;
import io.sepia.internal.matching.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is queried: a class, a class with its subclasses, or documents without a class.
 *
 * @param className the storage name of the class, or the name of a class that has no objects of its own
 * @param type the class, or null for documents
 * @param models the models of the classes; empty for documents, and for a class without objects of its own
 * @param withSubclasses whether the query is for several classes
 * @param decoder decodes documents to results
 */
record QueryTarget<T>(
        Scope scope,
        String className,
        @Nullable Class<T> type,
        List<ObjectModel<?>> models,
        boolean withSubclasses,
        BiFunction<UnitOfWork, List<StoredDocument>, List<T>> decoder) {
    /** Returns the documents of a class. */
    static QueryTarget<StoredDocument> of(Scope scope, String className) {
        return new QueryTarget<>(scope, className, null, List.of(), false, (unit, documents) -> documents);
    }

    /** Returns a class, which may be abstract if subclasses of it are known. */
    static <T> QueryTarget<T> of(Scope scope, Class<T> type) {
        if (scope.codec().isQueriedBySubclasses(Objects.requireNonNull(type, "type"))) {
            return new QueryTarget<>(
                    scope, type.getSimpleName(), type, List.of(), false, (unit, documents) -> List.of());
        }
        ObjectModel<T> model = scope.codec().model(type);
        return new QueryTarget<>(
                scope, model.name(), type, List.of(model), false, (unit, documents) -> unit.decode(model, documents));
    }

    QueryTarget<T> subclasses() {
        if (type == null) {
            throw new InvalidQueryException("The subclasses of " + className
                    + " are unknown, because its documents are queried without a class. Query each class.");
        }
        List<ObjectModel<?>> known = scope.codec().withSubclasses(type);
        Map<String, ObjectModel<?>> byName =
                known.stream().collect(Collectors.toMap(ObjectModel::name, Function.identity()));
        return new QueryTarget<>(
                scope,
                className,
                type,
                known,
                true,
                (unit, documents) -> unit.decode(key -> byName.get(key.className()), documents, type));
    }

    BoundQuery bind(Query query, @Nullable String cursor) {
        if (!withSubclasses) {
            Query bound = scope.codec().bind(query, models.isEmpty() ? null : models.get(0));
            return new ClassQuery(
                    className,
                    cursor == null
                            ? bound
                            : bound.after(Cursor.read(className, bound, cursor)).offset(0));
        }
        Query plain = query.limit(Query.UNLIMITED).offset(0);
        List<ClassQuery> parts = new ArrayList<>();
        models.forEach(
                each -> parts.add(new ClassQuery(each.name(), scope.codec().bind(plain, each, models))));
        return HierarchyQuery.of(parts, cursor, query.offset(), query.limit());
    }

    <R> Function<StoredDocument, R> projection(Class<R> result) {
        if (!withSubclasses) {
            return scope.codec().projection(result, models.isEmpty() ? null : models.get(0))::of;
        }
        Map<String, Projection<R>> projections = new HashMap<>();
        models.forEach(each -> projections.put(each.name(), scope.codec().projection(result, each, models)));
        return document -> Objects.requireNonNull(projections.get(document.key().className()))
                .of(document);
    }
}
