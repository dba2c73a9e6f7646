package io.sepia;

import io.sepia.error.InvalidQueryException;
import jakarta.data.Limit;
import jakarta.data.Sort;
import jakarta.data.page.CursoredPage;
import jakarta.data.page.PageRequest;
import jakarta.data.page.PageRequest.Cursor;
import jakarta.data.page.PageRequest.Mode;
import jakarta.data.page.impl.CursoredPageRecord;
import jakarta.data.page.impl.PageRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The types of Jakarta Data: {@code PageRequest}, {@code Sort}, {@code Order}, {@code Limit}, {@code Page} and
 * {@code CursoredPage}.
 */
final class JakartaDataTypes implements RepositoryTypes {
    private static final Set<Class<?>> PARAMETERS =
            Set.of(PageRequest.class, Sort.class, Sort[].class, jakarta.data.Order.class, Limit.class);

    @Override
    public boolean isParameter(Class<?> type) {
        return PARAMETERS.contains(type);
    }

    @Override
    public boolean isPage(Class<?> returned) {
        return returned == jakarta.data.page.Page.class || returned == CursoredPage.class;
    }

    @Override
    public boolean asksForPage(Class<?> parameter) {
        return parameter == PageRequest.class;
    }

    @Override
    public void apply(Object argument, RepositoryRequest<?> request) {
        if (argument instanceof PageRequest page) {
            request.page(page);
        } else if (argument instanceof Sort<?> sort) {
            sort(sort, request);
        } else if (argument instanceof Sort<?>[] sorts) {
            List.of(sorts).forEach(each -> sort(each, request));
        } else if (argument instanceof jakarta.data.Order<?> order) {
            order.forEach(each -> sort(each, request));
        } else if (argument instanceof Limit limit) {
            request.extent(limit.startAt() - 1, limit.maxResults());
        }
    }

    private static void sort(Sort<?> sort, RepositoryRequest<?> request) {
        request.sort(sort.property(), sort.isAscending(), sort.ignoreCase());
    }

    @Override
    public Object page(Class<?> returned, RepositoryRequest<?> request) {
        PageRequest page = (PageRequest) request.page();
        if (page == null) {
            throw new InvalidQueryException("A page needs a PageRequest, but the argument is null.");
        }
        return returned == CursoredPage.class ? cursored(page, request) : numbered(page, request);
    }

    private static <T> jakarta.data.page.Page<T> numbered(PageRequest page, RepositoryRequest<T> request) {
        if (page.mode() != Mode.OFFSET) {
            throw new InvalidQueryException("A Page has numbers and no cursors. Return a CursoredPage.");
        }
        request.extent((page.page() - 1) * page.size(), page.size());
        List<T> found = request.query(page.size() + 1L).list();
        boolean more = found.size() > page.size();
        List<T> content = more ? found.subList(0, page.size()) : found;
        return new PageRecord<>(page, content, total(page, request), more);
    }

    private static long total(PageRequest page, RepositoryRequest<?> request) {
        return page.requestTotal() ? request.all().count() : -1;
    }

    private static <T> CursoredPage<T> cursored(PageRequest page, RepositoryRequest<T> request) {
        long total = total(page, request);
        Keyset keyset = Keyset.of(request.order(), request.properties());
        boolean backwards = page.mode() == Mode.CURSOR_PREVIOUS;
        if (page.mode() == Mode.OFFSET) {
            request.extent((page.page() - 1) * page.size(), page.size());
        } else {
            List<?> key = page.cursor().map(Cursor::elements).orElse(List.of());
            request.narrow(keyset.beyond(key, backwards));
        }
        request.order().clear();
        request.order().addAll(keyset.order(backwards));
        List<T> found = request.query(page.size() + 1L).list();
        boolean more = found.size() > page.size();
        List<T> content = new ArrayList<>(more ? found.subList(0, page.size()) : found);
        if (backwards) {
            Collections.reverse(content);
        }
        List<Cursor> cursors = content.stream()
                .map(each -> Cursor.forKey(keyset.key(each).toArray()))
                .toList();
        boolean first = backwards ? !more : page.mode() == Mode.OFFSET && page.page() == 1;
        boolean last = !backwards && !more;
        if (content.isEmpty()) {
            return new CursoredPageRecord<>(content, cursors, total, page, null, null);
        }
        return new CursoredPageRecord<>(content, cursors, total, page, first, last);
    }
}
