package io.sepia.trial;

import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.document.GenerationHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Transactions whose pages of documents, which exports and copies read, break a rule. */
final class ReadMutants {
    private ReadMutants() {}

    /** Reads one of two objects that were written together as it was before. */
    static BackendTransaction ofTwoMoments(BackendTransaction transaction) {
        return pages(
                transaction,
                page -> page.stream()
                        .map(each -> each.key().id().endsWith("right") ? earlier(transaction, each) : each)
                        .toList());
    }

    private static StoredDocument earlier(BackendTransaction transaction, StoredDocument document) {
        List<GenerationHeader> all = transaction.generations().page(document.key(), 0, Integer.MAX_VALUE);
        return all.size() < 2
                ? document
                : transaction
                        .generations()
                        .at(document.key(), all.get(all.size() - 2).number())
                        .orElseThrow()
                        .document();
    }

    /** Does not read the first object of a page. */
    static BackendTransaction withoutTheFirst(BackendTransaction transaction) {
        return pages(transaction, page -> page.subList(Math.min(1, page.size()), page.size()));
    }

    /** Reads the first object of a page twice. */
    static BackendTransaction withTheFirstTwice(BackendTransaction transaction) {
        return pages(transaction, page -> {
            List<StoredDocument> twice = new ArrayList<>(page.subList(0, Math.min(1, page.size())));
            twice.addAll(page);
            return twice;
        });
    }

    private static BackendTransaction pages(
            BackendTransaction transaction, UnaryOperator<List<StoredDocument>> mutation) {
        return new MutantTransaction(transaction) {
            @Override
            public List<StoredDocument> page(String className, String afterId, int limit) {
                return mutation.apply(super.page(className, afterId, limit));
            }
        };
    }
}
