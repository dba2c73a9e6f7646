package io.sepia.internal.transfer;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Copies a whole store into another, with some hundred objects in each transaction. If an interrupted copy is repeated,
 * the objects that were copied before are equal and are skipped. See decision 0054.
 *
 * @param from the transaction that reads the source
 * @param to runs work in a transaction of the other store, and commits it
 */
public record Copier(
        BackendTransaction from, Function<Function<BackendTransaction, TransferSummary>, TransferSummary> to) {
    /**
     * Copies, then checks that the other store holds what was copied. If objects are overwritten and the other store
     * has unique indexes, all documents are one transaction, in which values may move from one object to another.
     *
     * @param progress receives the number of documents so far
     * @param damaged receives the errors of objects that cannot be read; it throws them, or they are left out
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if a different object with the same
     *     key is stored there; what was copied before stays
     * @throws StorageFailureException if the other store does not hold what was copied
     */
    public TransferSummary copy(
            ConflictPolicy policy, Consumer<Long> progress, Consumer<? super DamagedDocumentException> damaged) {
        List<TransferSummary> parts = new ArrayList<>();
        Set<ObjectKey> skipped = new HashSet<>();
        Consumer<Consumer<Intake>> next = contents -> parts.add(to.apply(transaction -> {
            Intake intake = new Intake(transaction, policy, skipped, ImportSource.STRICT, () -> {});
            contents.accept(intake);
            return intake.finish();
        }));
        StoreReader reader = new StoreReader(from, damaged);
        long[] documents = {0};
        next.accept(intake -> {
            from.generations().rules().forEach(intake::historyOf);
            from.references().rules().forEach(intake::onDelete);
        });
        Consumer<List<StoredDocument>> copied = page -> {
            documents[0] += page.size();
            progress.accept(documents[0]);
        };
        if (overwrites(policy) && hasUniqueIndexes()) {
            next.accept(intake -> reader.transferable(page -> {
                page.forEach(intake::document);
                copied.accept(page);
            }));
        } else {
            reader.transferable(page -> {
                next.accept(intake -> page.forEach(intake::document));
                copied.accept(page);
            });
        }
        next.accept(intake -> {
            from.indexes().list().forEach(intake::index);
            from.events().classes().forEach(intake::eventsOf);
            reader.events(page -> page.forEach(intake::event));
        });
        reader.transferableGenerations(object -> next.accept(intake -> object.forEach(intake::generation)));
        verify(policy);
        return new TransferSummary(
                sum(parts, TransferSummary::documents),
                sum(parts, TransferSummary::written),
                sum(parts, TransferSummary::equal),
                sum(parts, TransferSummary::skipped),
                sum(parts, TransferSummary::events),
                sum(parts, TransferSummary::generations),
                List.of(),
                0);
    }

    private static long sum(List<TransferSummary> parts, java.util.function.ToLongFunction<TransferSummary> what) {
        return parts.stream().mapToLong(what).sum();
    }

    private static boolean overwrites(ConflictPolicy policy) {
        return policy == ConflictPolicy.OVERWRITE || policy == ConflictPolicy.NEWER;
    }

    private boolean hasUniqueIndexes() {
        boolean[] found = {false};
        to.apply(transaction -> {
            found[0] = transaction.indexes().list().stream()
                    .anyMatch(each -> each.definition().unique());
            return new TransferSummary(0, 0, 0, 0, 0, 0, List.of(), 0);
        });
        return found[0];
    }

    private void verify(ConflictPolicy policy) {
        // What cannot be read was reported before.
        new StoreReader(from, error -> {})
                .transferable(page -> to.apply(transaction -> {
                    Map<String, StoredDocument> there = new HashMap<>();
                    transaction
                            .load(
                                    page.get(0).key().className(),
                                    page.stream().map(each -> each.key().id()).toList())
                            .forEach(each -> there.put(each.key().id(), each));
                    for (StoredDocument each : page) {
                        StoredDocument copy = there.get(each.key().id());
                        boolean mayDiffer = policy == ConflictPolicy.SKIP || policy == ConflictPolicy.NEWER;
                        if (copy == null || !mayDiffer && !CanonicalDocument.areEqual(each, copy)) {
                            throw new StorageFailureException("The copy is not equal: " + each.key() + " is "
                                    + (copy == null ? "missing" : "different")
                                    + " in the other store. Another writer has changed"
                                    + " it concurrently; copy again.");
                        }
                    }
                    return new TransferSummary(0, 0, 0, 0, 0, 0, List.of(), 0);
                }));
    }
}
