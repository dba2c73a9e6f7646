package io.sepia.internal.transfer;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.report.Difference;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares two stores by reading both in the order of keys. */
public record Comparison(BackendTransaction here, BackendTransaction there) {
    /** Reports each object in which the stores differ, in the order of keys, and returns the number of differences. */
    public long run(Consumer<Difference> found) {
        TreeSet<String> classes = new TreeSet<>(ObjectKey.TEXT_ORDER);
        classes.addAll(here.classes().keySet());
        classes.addAll(there.classes().keySet());
        long count = 0;
        for (String className : classes) {
            Side left = new Side(here, className);
            Side right = new Side(there, className);
            while (left.document() != null || right.document() != null) {
                StoredDocument one = left.document();
                StoredDocument other = right.document();
                int order = one == null ? 1 : other == null ? -1 : one.key().compareTo(other.key());
                Difference.Kind kind = order < 0
                        ? Difference.Kind.ONLY_HERE
                        : order > 0
                                ? Difference.Kind.ONLY_THERE
                                : kind(Objects.requireNonNull(one), Objects.requireNonNull(other));
                if (kind != null) {
                    found.accept(new Difference(
                            Objects.requireNonNull(order <= 0 ? one : other).key(), kind));
                    count++;
                }
                if (order <= 0) {
                    left.next();
                }
                if (order >= 0) {
                    right.next();
                }
            }
        }
        return count;
    }

    private static Difference.@Nullable Kind kind(StoredDocument one, StoredDocument other) {
        if (CanonicalDocument.areEqual(one, other)) {
            return null;
        }
        return CanonicalDocument.haveEqualContent(one, other) ? Difference.Kind.STATE : Difference.Kind.CONTENT;
    }

    /** The documents of a class in one store, one after the other. */
    private static final class Side {
        private final BackendTransaction transaction;
        private final String className;
        private List<StoredDocument> page;
        private int at;

        Side(BackendTransaction transaction, String className) {
            this.transaction = transaction;
            this.className = className;
            this.page = transaction.page(className, "", StoreReader.PAGE);
        }

        @Nullable
        StoredDocument document() {
            return at < page.size() ? page.get(at) : null;
        }

        void next() {
            at++;
            if (at == page.size() && at == StoreReader.PAGE) {
                page = transaction.page(className, page.get(at - 1).key().id(), StoreReader.PAGE);
                at = 0;
            }
        }
    }
}
