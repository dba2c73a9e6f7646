package io.sepia.internal.stream;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageException;
import io.sepia.internal.engine.ClassQuery;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the results of a query page by page. In the order of ids, each page begins after the last result of the
 * previous one. In any other order, all ids are found first, and the documents are loaded page by page.
 */
public final class QueryReader implements Pages.Reader<StoredDocument> {
    private final String className;
    private final Query query;
    /** The ids of all results, once they were found. */
    private @Nullable List<String> ids;

    private @Nullable String lastId;
    private long done;
    private boolean more = true;

    public QueryReader(ClassQuery bound) {
        this.className = bound.className();
        this.query = bound.query();
    }

    @Override
    public @Nullable List<StoredDocument> next(UnitOfWork unit) {
        if (!more || done >= query.limit()) {
            return null;
        }
        return query.order().isEmpty() ? afterLast(unit) : ofIds(unit);
    }

    private List<StoredDocument> afterLast(UnitOfWork unit) {
        long wanted = Math.min(Pages.SIZE, query.limit() - done);
        List<StoredDocument> documents = query.equals(Query.ALL)
                ? unit.backend().page(className, lastId == null ? "" : lastId, Pages.SIZE)
                : unit.backend().query(className, rest().limit(wanted));
        done += documents.size();
        more = documents.size() == wanted;
        lastId = more ? documents.get(documents.size() - 1).key().id() : lastId;
        return documents;
    }

    private Query rest() {
        return lastId == null ? query : query.offset(0).after(new Position(List.of(), lastId));
    }

    private List<StoredDocument> ofIds(UnitOfWork unit) {
        List<String> some = nextIds(unit);
        Map<String, StoredDocument> byId = new HashMap<>();
        unit.backend().load(className, some).forEach(each -> byId.put(each.key().id(), each));
        skip(some);
        return some.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    private List<String> nextIds(UnitOfWork unit) {
        List<String> all = ids;
        if (all == null) {
            all = unit.backend().queryIds(className, query);
            ids = all;
        }
        return all.subList((int) done, (int) Math.min(all.size(), done + Pages.SIZE));
    }

    private void skip(List<String> some) {
        done += some.size();
        more = ids != null && done < ids.size();
    }

    @Override
    public List<Pages.Row<StoredDocument>> rows(UnitOfWork unit, StorageException failure) {
        if (!query.order().isEmpty()) {
            List<String> some = nextIds(unit);
            skip(some);
            return some.stream()
                    .<Pages.Row<StoredDocument>>map(id -> same -> load(same, id))
                    .toList();
        }
        if (lastId == null && query.offset() > 0) {
            throw failure;
        }
        DocumentMatcher matcher = DocumentMatcher.of(query);
        List<String> ids = unit.backend().ids(className);
        List<String> inOrder =
                ids.stream().distinct().sorted(ObjectKey.TEXT_ORDER).toList();
        List<Pages.Row<StoredDocument>> rows = new ArrayList<>();
        if (!inOrder.equals(ids)) {
            rows.add(same -> {
                throw failure; // Each document may be readable by itself, but some are missing.
            });
        }
        List<String> some = afterLast(inOrder);
        more = some.size() == Pages.SIZE;
        lastId = more ? some.get(some.size() - 1) : lastId;
        some.forEach(id -> rows.add(same -> match(load(same, id), matcher)));
        return rows;
    }

    private List<String> afterLast(List<String> ids) {
        Position after = rest().after();
        ObjectKey last = after == null ? null : new ObjectKey(className, after.id());
        return ids.stream()
                .filter(id -> last == null || new ObjectKey(className, id).compareTo(last) > 0)
                .limit(Pages.SIZE)
                .toList();
    }

    private @Nullable StoredDocument load(UnitOfWork unit, String id) {
        return unit.backend().load(new ObjectKey(className, id)).orElse(null);
    }

    private @Nullable StoredDocument match(@Nullable StoredDocument document, DocumentMatcher matcher) {
        if (document == null || done == query.limit() || !matcher.matches(document)) {
            return null;
        }
        done++;
        return document;
    }
}
