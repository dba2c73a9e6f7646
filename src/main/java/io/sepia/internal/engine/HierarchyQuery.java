package io.sepia.internal.engine;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.matching.Cursor;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.PositionOrder;
import io.sepia.internal.matching.Query;
import io.sepia.query.QueryPlan;
import io.sepia.query.QueryPlan.Way;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query of the documents of several classes. Results that are equal in the order are sorted by id and then by the
 * name of their class. See decision 0240.
 *
 * @param parts a query for each class, with its condition and order only, which have as many criteria for each class
 * @param start the position after which results begin, or null for the first
 * @param offset the number of results to skip from there
 * @param limit the maximum number of results
 */
public record HierarchyQuery(
        List<ClassQuery> parts, @Nullable Start start, long offset, long limit) implements BoundQuery {
    private static final char SEPARATOR = '\0'; // No id contains it.

    /** A position among the documents of all classes: right after a document of one of them. */
    public record Start(Position position, String className) {}

    /** A document, and its position among those of its class. */
    public record Hit(Position position, StoredDocument document) {}

    /** Copies the list. */
    public HierarchyQuery {
        parts = List.copyOf(parts);
    }

    /**
     * Creates a query.
     *
     * @param cursor the text of the position after which results begin, or null for the first
     * @throws InvalidQueryException if the cursor belongs to another query
     */
    public static HierarchyQuery of(List<ClassQuery> parts, @Nullable String cursor, long offset, long limit) {
        HierarchyQuery whole = new HierarchyQuery(parts, null, offset, limit);
        if (cursor == null) {
            return whole;
        }
        Position read = Cursor.read(whole.description(), parts.get(0).query(), cursor);
        int end = read.id().lastIndexOf(SEPARATOR);
        Position position = new Position(read.keys(), read.id().substring(0, end));
        return new HierarchyQuery(parts, new Start(position, read.id().substring(end + 1)), 0, limit);
    }

    private String description() {
        return parts.stream()
                .map(each -> each.className() + " where " + each.query())
                .collect(Collectors.joining("\n"));
    }

    /** Returns the order of results. */
    public Comparator<Hit> order() {
        return Comparator.comparing(
                        Hit::position, new PositionOrder(parts.get(0).query().order()))
                .thenComparing(hit -> hit.document().key().className(), ObjectKey.TEXT_ORDER);
    }

    /** Returns the query for the documents of a class that come after the start, apart from {@link #atStart}. */
    public Query afterStart(ClassQuery part) {
        return start == null ? part.query() : part.query().after(start.position());
    }

    /** Returns the document of a class that is equal in the order to the one before the start, but comes after it. */
    public List<Hit> atStart(UnitOfWork unit, ClassQuery part) {
        if (start == null || ObjectKey.TEXT_ORDER.compare(part.className(), start.className()) <= 0) {
            return List.of();
        }
        DocumentMatcher matcher = DocumentMatcher.of(part.query());
        PositionOrder order = new PositionOrder(part.query().order());
        return unit
                .backend()
                .load(new ObjectKey(part.className(), start.position().id()))
                .stream()
                .filter(matcher::matches)
                .map(each -> new Hit(matcher.position(each), each))
                .filter(each -> order.compare(each.position(), start.position()) == 0)
                .toList();
    }

    @Override
    public HierarchyQuery limit(long most) {
        return new HierarchyQuery(parts, start, offset, most);
    }

    @Override
    public List<StoredDocument> documents(UnitOfWork unit) {
        long reach = Query.ALL.offset(offset).limit(limit).reach();
        List<Hit> hits = new ArrayList<>();
        for (ClassQuery each : parts) {
            hits.addAll(atStart(unit, each));
            DocumentMatcher matcher = DocumentMatcher.of(each.query());
            unit.backend().query(each.className(), afterStart(each).limit(reach)).stream()
                    .map(document -> new Hit(matcher.position(document), document))
                    .forEach(hits::add);
        }
        return hits.stream()
                .sorted(order())
                .skip(offset)
                .limit(limit)
                .map(Hit::document)
                .toList();
    }

    @Override
    public List<String> ids(UnitOfWork unit) {
        throw new InvalidQueryException("Objects of several classes may have the same id, so their ids alone are"
                + " ambiguous. List the objects, or query each class.");
    }

    @Override
    public long count(UnitOfWork unit) {
        return parts.stream().mapToLong(each -> each.count(unit)).sum();
    }

    @Override
    public boolean exists(UnitOfWork unit) {
        return !limit(1).documents(unit).isEmpty();
    }

    @Override
    public QueryPlan explain(UnitOfWork unit) {
        Map<String, QueryPlan> plans = new LinkedHashMap<>();
        parts.forEach(each -> plans.put(each.className(), each.explain(unit)));
        Way way = plans.values().stream()
                .map(QueryPlan::way)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new QueryPlan(
                way,
                way != Way.INDEX
                        ? List.of()
                        : plans.values().stream()
                                .flatMap(each -> each.indexes().stream())
                                .toList(),
                plans.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining("\n")));
    }

    @Override
    public long delete(UnitOfWork unit) {
        if (start != null || offset > 0 || limit != Query.UNLIMITED) {
            throw new InvalidQueryException("Objects of several classes are deleted without limit, offset and cursor"
                    + " only. Delete those of each class.");
        }
        Map<String, Query> queries = new LinkedHashMap<>();
        parts.forEach(each -> queries.put(each.className(), each.query()));
        return unit.delete(queries);
    }

    @Override
    public String cursorAfter(StoredDocument last) {
        Query query = parts.stream()
                .filter(each -> each.className().equals(last.key().className()))
                .findFirst()
                .orElseThrow()
                .query();
        Position position = DocumentMatcher.of(query).position(last);
        String id = position.id() + SEPARATOR + last.key().className();
        return Cursor.write(description(), parts.get(0).query(), new Position(position.keys(), id));
    }
}
