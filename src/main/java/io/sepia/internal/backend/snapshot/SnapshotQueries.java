package io.sepia.internal.backend.snapshot;

import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.DocumentContent;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Evaluation;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import io.sepia.internal.matching.Relevance;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Queries of a class in a snapshot. A document that cannot be read meets no condition on its content, and does not keep
 * the others from being found.
 */
final class SnapshotQueries {
    private static final System.Logger LOG = System.getLogger(SnapshotQueries.class.getName());

    private final Snapshot snapshot;
    private final String className;
    private final Deadline deadline;

    SnapshotQueries(Snapshot snapshot, String className, long timeout) {
        this.snapshot = snapshot;
        this.className = className;
        this.deadline = Deadline.after(timeout);
    }

    List<StoredDocument> query(Query query) {
        Supplier<String> doing = () -> "Querying class " + className;
        return overReadable(all -> Evaluation.select(query, all.iterator(), () -> deadline.check(doing)));
    }

    List<RankedDocument> search(Query query) {
        return overReadable(all -> {
            Relevance<StoredDocument> relevance = new Relevance<>(query, document -> document);
            all.forEach(document -> {
                deadline.check(() -> "Searching class " + className);
                relevance.see(document);
            });
            return relevance.best().stream()
                    .map(each -> new RankedDocument(each.document(), each.score()))
                    .toList();
        });
    }

    long count(Term condition) {
        DocumentMatcher matcher = DocumentMatcher.of(Query.ALL.where(condition));
        Supplier<String> doing = () -> "Counting in class " + className;
        return overReadable(all -> all.filter(document -> {
                    deadline.check(doing);
                    return matcher.matches(document);
                })
                .count());
    }

    /** Evaluates a query, again without the documents that are not JSON if it needs the content of such. */
    private <R> R overReadable(Function<Stream<StoredDocument>, R> query) {
        try {
            return query.apply(snapshot.all(className));
        } catch (DamagedDocumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A query of class {0} skips documents: {1}",
                    className,
                    e.getMessage());
            return query.apply(snapshot.all(className).filter(DocumentContent::isReadable));
        }
    }
}
