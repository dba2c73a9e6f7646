package io.sepia.internal.stream;

import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageException;
import io.sepia.internal.engine.ClassQuery;
import io.sepia.internal.engine.HierarchyQuery;
import io.sepia.internal.engine.HierarchyQuery.Hit;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.matching.DocumentMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the results of a query of several classes page by page, and merges them in their order. Not thread-safe. */
public final class MergedReader implements Pages.Reader<StoredDocument> {
    private final HierarchyQuery query;
    private final Comparator<Hit> order;
    private final List<Source> sources = new ArrayList<>();
    /** The source whose next page cannot be read as a whole. */
    private @Nullable Source failed;
    /** The result that cannot be read and comes next. */
    private @Nullable Unreadable unreadable;

    private boolean begun;
    private long skipped;
    private long done;

    /** A result that cannot be read. */
    private record Unreadable(Pages.Row<StoredDocument> row, DamagedDocumentException because) {}

    /** The next result of a class: one of the two is null. */
    private record Next(@Nullable Hit hit, @Nullable Unreadable unreadable) {}

    /** The results of one class. */
    private static final class Source {
        private final ClassQuery part;
        private final DocumentMatcher matcher;
        private final QueryReader reader;
        private final Deque<Next> ahead = new ArrayDeque<>();
        private boolean over;

        Source(ClassQuery part, QueryReader reader) {
            this.part = part;
            this.matcher = DocumentMatcher.of(part.query());
            this.reader = reader;
        }

        void add(StoredDocument document) {
            ahead.add(new Next(new Hit(matcher.position(document), document), null));
        }
    }

    public MergedReader(HierarchyQuery query) {
        this.query = query;
        this.order = query.order();
        query.parts()
                .forEach(each -> sources.add(
                        new Source(each, new QueryReader(new ClassQuery(each.className(), query.afterStart(each))))));
    }

    @Override
    public @Nullable List<StoredDocument> next(UnitOfWork unit) {
        if (!begun) {
            begun = true;
            for (Source each : sources) {
                query.atStart(unit, each.part).forEach(hit -> each.ahead.add(new Next(hit, null)));
            }
        }
        List<StoredDocument> page = new ArrayList<>();
        while (page.size() < Pages.SIZE && done < query.limit()) {
            Source least = least(unit, page.isEmpty());
            if (least == null) {
                break;
            }
            Next next = least.ahead.element();
            if (next.unreadable() != null) {
                if (page.isEmpty()) {
                    unreadable = least.ahead.remove().unreadable();
                    throw next.unreadable().because();
                }
                break;
            }
            least.ahead.remove();
            if (skipped < query.offset()) {
                skipped++;
            } else if (next.hit() != null) {
                page.add(next.hit().document());
                done++;
            }
        }
        return page.isEmpty() ? null : page;
    }

    /** Returns the source of the next result, or null if there is none or its page could not be read. */
    private @Nullable Source least(UnitOfWork unit, boolean mayFail) {
        Source least = null;
        for (Source each : sources) {
            if (!fill(unit, each, mayFail)) {
                return null;
            }
            Next next = each.ahead.peek();
            if (next != null && next.hit() == null) {
                return each;
            }
            if (next != null
                    && (least == null
                            || order.compare(next.hit(), least.ahead.element().hit()) < 0)) {
                least = each;
            }
        }
        return least;
    }

    /** Reads the next page of a source if it is needed. Returns false if that failed, unless it may throw. */
    private boolean fill(UnitOfWork unit, Source source, boolean mayFail) {
        try {
            while (source.ahead.isEmpty() && !source.over) {
                List<StoredDocument> page = source.reader.next(unit);
                source.over = page == null;
                if (page != null) {
                    page.forEach(source::add);
                }
            }
            return true;
        } catch (StorageException e) {
            if (mayFail) {
                failed = source;
                throw e;
            }
            return false; // The page before it comes first; then it is read again.
        }
    }

    @Override
    public List<Pages.Row<StoredDocument>> rows(UnitOfWork unit, StorageException failure) {
        Unreadable one = unreadable;
        unreadable = null;
        if (one != null) {
            return List.of(one.row());
        }
        Source source = failed;
        if (source == null) {
            throw failure;
        }
        for (Pages.Row<StoredDocument> row : source.reader.rows(unit, failure)) {
            try {
                StoredDocument document = row.read(unit);
                if (document != null) {
                    source.add(document);
                }
            } catch (DamagedDocumentException e) {
                source.ahead.add(new Next(null, new Unreadable(row, e)));
            }
        }
        failed = null;
        return List.of();
    }
}
