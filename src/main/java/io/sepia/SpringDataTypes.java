package io.sepia;

import java.util.List;
import java.util.Set;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.SliceImpl;
import org.springframework.data.domain.Sort;

/** The types of Spring Data: {@code Pageable}, {@code Sort}, {@code Limit}, {@code Page} and {@code Slice}. */
final class SpringDataTypes implements RepositoryTypes {
    private static final Set<Class<?>> PARAMETERS = Set.of(Pageable.class, Sort.class, Limit.class);

    @Override
    public boolean isParameter(Class<?> type) {
        return PARAMETERS.stream().anyMatch(each -> each.isAssignableFrom(type));
    }

    @Override
    public boolean isPage(Class<?> returned) {
        return returned == Slice.class || returned == org.springframework.data.domain.Page.class;
    }

    @Override
    public boolean asksForPage(Class<?> parameter) {
        return Pageable.class.isAssignableFrom(parameter);
    }

    @Override
    public void apply(Object argument, RepositoryRequest<?> request) {
        if (argument instanceof Pageable pageable) {
            request.page(pageable);
            sort(pageable.getSort(), request);
            if (pageable.isPaged()) {
                request.extent(pageable.getOffset(), pageable.getPageSize());
            }
        } else if (argument instanceof Sort sort) {
            sort(sort, request);
        } else if (argument instanceof Limit limit && limit.isLimited()) {
            request.extent(0, limit.max());
        }
    }

    private static void sort(Sort sort, RepositoryRequest<?> request) {
        for (Sort.Order each : sort) {
            request.sort(each.getProperty(), each.isAscending(), each.isIgnoreCase());
            List<Order> order = request.order();
            int last = order.size() - 1;
            switch (each.getNullHandling()) {
                case NULLS_FIRST -> order.set(last, order.get(last).absentFirst());
                case NULLS_LAST -> order.set(last, order.get(last).absentLast());
                case NATIVE -> {}
            }
        }
    }

    @Override
    public Object page(Class<?> returned, RepositoryRequest<?> request) {
        return page(request, returned == Slice.class);
    }

    private static <T> Slice<T> page(RepositoryRequest<T> request, boolean slice) {
        Pageable pageable = request.page() instanceof Pageable given ? given : Pageable.unpaged();
        if (pageable.isUnpaged()) {
            return new PageImpl<>(request.query().list());
        }
        int size = pageable.getPageSize();
        if (slice) {
            List<T> found = request.query(size + 1L).list();
            boolean more = found.size() > size;
            return new SliceImpl<>(more ? found.subList(0, size) : found, pageable, more);
        }
        List<T> found = request.query().list();
        boolean last = found.size() < size && (!found.isEmpty() || request.offset() == 0);
        return new PageImpl<>(
                found,
                pageable,
                last ? request.offset() + found.size() : request.all().count());
    }
}
