package io.sepia;

import io.sepia.document.StoredDocument;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.Query;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the results of a query page by page. In the order of ids each page goes on behind the last one; in any other
 * order the ids are found once and the documents fetched as they are needed.
 */
final class QueryPages<T> implements Iterator<T> {
    private static final int PAGE = 256;

    private final Scope.StreamSource source;
    private final ScopedQuery.Target<T> target;
    private final Query query;
    private Iterator<T> page = List.<T>of().iterator();
    private @Nullable List<String> ids;
    private @Nullable String lastId;
    private long done;
    private boolean more = true;

    private QueryPages(Scope.StreamSource source, ScopedQuery.Target<T> target, Query query) {
        this.source = source;
        this.target = target;
        this.query = query;
    }

    static <T> Stream<T> stream(ScopedQuery.Target<T> target, Query query) {
        Scope.StreamSource source = target.scope().openStream();
        int traits = Spliterator.ORDERED | Spliterator.NONNULL;
        QueryPages<T> pages = new QueryPages<>(source, target, query);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, traits), false)
                .onClose(source.onClose());
    }

    @Override
    public boolean hasNext() {
        while (more && !page.hasNext()) {
            List<StoredDocument> documents = query.order().isEmpty() ? behindLast() : ofIds();
            page = target.decoder().apply(source.unit(), documents).iterator();
        }
        if (page.hasNext()) {
            return true;
        }
        source.onClose().run();
        return false;
    }

    private List<StoredDocument> behindLast() {
        long wanted = Math.min(PAGE, query.limit() - done);
        Query next = lastId == null ? query : query.offset(0).after(new Position(List.of(), lastId));
        List<StoredDocument> documents = source.unit().query(target.className(), next.limit(wanted));
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
            all = source.unit().backend().queryIds(target.className(), query);
            ids = all;
        }
        List<String> some = all.subList((int) done, (int) Math.min(all.size(), done + PAGE));
        done += some.size();
        more = done < all.size();
        Map<String, StoredDocument> byId = new HashMap<>();
        source.unit()
                .backend()
                .load(target.className(), some)
                .forEach(each -> byId.put(each.key().id(), each));
        return some.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.next();
    }
}
