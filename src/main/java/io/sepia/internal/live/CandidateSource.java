package io.sepia.internal.live;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.engine.BoundQuery;
import io.sepia.internal.engine.ClassQuery;
import io.sepia.internal.engine.HierarchyQuery;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.PositionOrder;
import io.sepia.internal.matching.Query;
import io.sepia.internal.stream.MergedReader;
import io.sepia.internal.stream.Pages;
import io.sepia.internal.stream.QueryReader;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the documents that meet the condition of a query, in the order of its results. Immutable and thread-safe. */
final class CandidateSource {
    private final BoundQuery query;
    private final Map<String, DocumentMatcher> matchers = new TreeMap<>();
    private final Comparator<Candidate> order;
    private final @Nullable Candidate start;
    private final long offset;

    CandidateSource(BoundQuery query) {
        this.query = query;
        query.parts().forEach(each -> matchers.put(each.className(), DocumentMatcher.of(each.query())));
        this.order = Comparator.comparing(
                        Candidate::position,
                        new PositionOrder(query.parts().get(0).query().order()))
                .thenComparing(each -> each.key().className(), ObjectKey.TEXT_ORDER);
        if (query instanceof HierarchyQuery several) {
            HierarchyQuery.Start first = several.start();
            this.start = first == null ? null : start(first.className(), first.position());
            this.offset = several.offset();
        } else {
            ClassQuery one = (ClassQuery) query;
            Position first = one.query().after();
            this.start = first == null ? null : start(one.className(), first);
            this.offset = one.query().offset();
        }
    }

    private static Candidate start(String className, Position position) {
        return new Candidate(new ObjectKey(className, position.id()), position, 0, 0);
    }

    /** Returns the storage names of the classes that are queried. */
    Set<String> classNames() {
        return matchers.keySet();
    }

    /** Returns the number of candidates that come before the first result. */
    long offset() {
        return offset;
    }

    /** Returns the number of candidates up to the last result. */
    long reach() {
        return Query.ALL.offset(offset).limit(query.limit()).reach();
    }

    Comparator<Candidate> order() {
        return order;
    }

    /**
     * Returns the candidate of a document, or null if it does not meet the condition.
     *
     * @throws io.sepia.error.DamagedDocumentException if it is not JSON
     */
    @Nullable
    Candidate candidate(StoredDocument document) {
        DocumentMatcher matcher = matchers.get(document.key().className());
        if (matcher == null || !matcher.matches(document)) {
            return null;
        }
        Candidate candidate = Candidate.of(document, matcher.position(document));
        return start == null || order.compare(candidate, start) > 0 ? candidate : null;
    }

    /**
     * Passes the documents of the first candidates, in their order.
     *
     * @param last the candidate after which they begin, or null for the first
     */
    void read(UnitOfWork unit, @Nullable Candidate last, long limit, Consumer<StoredDocument> found) {
        BoundQuery rest = rest(last, limit);
        if (limit < Query.UNLIMITED) {
            rest.documents(unit).forEach(found);
            return;
        }
        Pages.Reader<StoredDocument> reader =
                rest instanceof HierarchyQuery several ? new MergedReader(several) : new QueryReader((ClassQuery) rest);
        for (List<StoredDocument> page = reader.next(unit); page != null; page = reader.next(unit)) {
            page.forEach(found);
        }
    }

    private BoundQuery rest(@Nullable Candidate last, long limit) {
        if (query instanceof HierarchyQuery several) {
            HierarchyQuery.Start from = last == null
                    ? several.start()
                    : new HierarchyQuery.Start(last.position(), last.key().className());
            return new HierarchyQuery(several.parts(), from, 0, limit);
        }
        ClassQuery one = (ClassQuery) query;
        Query from = last == null ? one.query() : one.query().after(last.position());
        return new ClassQuery(one.className(), from.offset(0).limit(limit));
    }

    /** Returns the names of the classes. */
    @Override
    public String toString() {
        return String.join(", ", classNames());
    }
}
