package io.sepia.internal.transfer;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
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
     * Copies, then checks that the other store holds what was copied.
     *
     * @param progress receives the number of documents so far
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if a different object with the same
     *     key is stored there; what was copied before stays
     * @throws StorageFailureException if the other store does not hold what was copied
     */
    public TransferSummary copy(ConflictPolicy policy, Consumer<Long> progress) {
        List<TransferSummary> parts = new ArrayList<>();
        Set<ObjectKey> skipped = new HashSet<>();
        Consumer<Consumer<Intake>> next = contents -> parts.add(to.apply(transaction -> {
            Intake intake = new Intake(transaction, policy, skipped);
            contents.accept(intake);
            return intake.finish();
        }));
        StoreReader reader = new StoreReader(from);
        long[] documents = {0};
        next.accept(intake -> from.generations().rules().forEach(intake::historyOf));
        reader.documents(page -> {
            next.accept(intake -> page.forEach(intake::document));
            documents[0] += page.size();
            progress.accept(documents[0]);
        });
        next.accept(intake -> {
            from.indexes().list().forEach(intake::index);
            from.events().classes().forEach(intake::eventsOf);
            reader.events(page -> page.forEach(intake::event));
        });
        reader.generations(object -> next.accept(intake -> object.forEach(intake::generation)));
        verify(reader, policy);
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

    private void verify(StoreReader reader, ConflictPolicy policy) {
        reader.documents(page -> to.apply(transaction -> {
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
