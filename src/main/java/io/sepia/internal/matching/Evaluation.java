package io.sepia.internal.matching;

import io.sepia.document.StoredDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers queries by scanning documents. */
public final class Evaluation {
    private record Hit(Position position, StoredDocument document) {}

    private Evaluation() {}

    /**
     * Returns the documents that {@code query} selects.
     *
     * @param documents all documents of the class, or at least all that meet the condition, in the order of their ids;
     *     read no further than needed
     */
    public static List<StoredDocument> select(Query query, Iterator<StoredDocument> documents) {
        return select(query, documents, () -> {});
    }

    /**
     * Does the same as {@link #select(Query, Iterator)}.
     *
     * @param check runs for each document, and often during sorting; an exception that it throws ends the query
     */
    public static List<StoredDocument> select(Query query, Iterator<StoredDocument> documents, Runnable check) {
        DocumentMatcher matcher = DocumentMatcher.of(query);
        PositionOrder order = new PositionOrder(query.order());
        boolean sorted = !query.order().isEmpty();
        List<Hit> hits = new ArrayList<>();
        while (documents.hasNext() && (sorted || hits.size() < query.reach())) {
            check.run();
            StoredDocument document = documents.next();
            Position position = matcher.match(document);
            if (position != null && isBehind(query.after(), position, order)) {
                hits.add(new Hit(position, document));
            }
        }
        if (sorted) {
            Comparator<Hit> byPosition = Comparator.comparing(Hit::position, order);
            hits.sort((one, other) -> {
                check.run();
                return byPosition.compare(one, other);
            });
        }
        return hits.stream()
                .skip(query.offset())
                .limit(query.limit())
                .map(Hit::document)
                .toList();
    }

    private static boolean isBehind(@Nullable Position after, Position position, PositionOrder order) {
        return after == null || order.compare(position, after) > 0;
    }
}
