package io.sepia;

import io.sepia.document.StoredDocument;
import io.sepia.internal.engine.OpenUnit;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.Query;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the results of a query page by page. In the order of ids, each page begins after the last result of the
 * previous one. In any other order, all ids are found first, and the documents are loaded page by page.
 */
final class QueryReader implements Pages.Reader<StoredDocument> {
    private final UnitOfWork unit;
    private final String className;
    private final Query query;
    private @Nullable List<String> ids;
    private @Nullable String lastId;
    private long done;
    private boolean more = true;

    private QueryReader(UnitOfWork unit, String className, Query query) {
        this.unit = unit;
        this.className = className;
        this.query = query;
    }

    static <T> Stream<T> stream(ScopedQuery.Target<T> target, Query query) {
        OpenUnit source = target.scope().open();
        UnitOfWork unit = source.unit();
        QueryReader reader = new QueryReader(unit, target.className(), query);
        return Pages.stream(
                source,
                Spliterator.ORDERED,
                Pages.mapped(reader, documents -> target.decoder().apply(unit, documents)));
    }

    @Override
    public @Nullable List<StoredDocument> next() {
        if (!more) {
            return null;
        }
        return query.order().isEmpty() ? afterLast() : ofIds();
    }

    private List<StoredDocument> afterLast() {
        long wanted = Math.min(Pages.SIZE, query.limit() - done);
        Query next = lastId == null ? query : query.offset(0).after(new Position(List.of(), lastId));
        List<StoredDocument> documents = unit.backend().query(className, next.limit(wanted));
        done += documents.size();
        more = documents.size() == wanted && done < query.limit();
        if (!documents.isEmpty()) {
            lastId = documents.get(documents.size() - 1).key().id();
        }
        return documents;
    }

    private List<StoredDocument> ofIds() {
        List<String> all = ids;
        if (all == null) {
            all = unit.backend().queryIds(className, query);
            ids = all;
        }
        List<String> some = all.subList((int) done, (int) Math.min(all.size(), done + Pages.SIZE));
        done += some.size();
        more = done < all.size();
        Map<String, StoredDocument> byId = new HashMap<>();
        unit.backend().load(className, some).forEach(each -> byId.put(each.key().id(), each));
        return some.stream().map(byId::get).filter(Objects::nonNull).toList();
    }
}
