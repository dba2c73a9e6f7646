package io.sepia.internal.transfer;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
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
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Copies a whole store into another, with some hundred objects in each transaction. If an interrupted copy is repeated,
 * the objects that were copied before are equal and are skipped. See decision 0054.
 *
 * @param from the transaction that reads the source
 * @param to runs work in a transaction of the other store, and commits it
 */
public record Copier(
        BackendTransaction from, Function<Function<BackendTransaction, TransferSummary>, TransferSummary> to) {
    private static final TransferSummary NOTHING = new TransferSummary(0, 0, 0, 0, 0, 0, List.of(), 0);

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
        next.accept(this::rules);
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
        next.accept(intake -> indexesAndEvents(intake, reader));
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

    private void rules(Intake intake) {
        from.generations().rules().forEach(intake::historyOf);
        from.references().rules().forEach(intake::onDelete);
    }

    private void indexesAndEvents(Intake intake, StoreReader reader) {
        from.indexes().list().forEach(intake::index);
        from.events().classes().forEach(intake::eventsOf);
        reader.events(page -> page.forEach(intake::event));
    }

    /**
     * Makes the other store equal in the objects that have changed since a cursor, which the other store has up to
     * there. Deletes first; if the other store has unique indexes, all documents are one transaction as in
     * {@link #copy}. See decision 0299.
     *
     * @param progress receives the number of changed objects so far
     * @return the cursor after these changes
     */
    public ChangeCursor copySince(ChangeCursor since, Consumer<Long> progress) {
        NavigableMap<String, NavigableSet<String>> changed = new TreeMap<>();
        ChangePage page;
        ChangeCursor cursor = since;
        do {
            page = from.changes().since(cursor, StoreReader.PAGE);
            page.changes()
                    .forEach(each -> changed.computeIfAbsent(each.key().className(), any -> new TreeSet<>())
                            .add(each.key().id()));
            cursor = page.next();
        } while (page.more());
        into(this::rules);
        changed.forEach(this::forgetAbsent);
        StoreReader reader = new StoreReader(from);
        long[] done = {0};
        Consumer<BiConsumer<String, NavigableSet<String>>> parts = part -> changed.forEach((className, ids) -> {
            for (NavigableSet<String> rest = ids; !rest.isEmpty(); ) {
                NavigableSet<String> some =
                        rest.stream().limit(StoreReader.PAGE).collect(Collectors.toCollection(TreeSet::new));
                part.accept(className, some);
                rest = rest.tailSet(some.last(), false);
                done[0] += some.size();
                progress.accept(done[0]);
            }
        });
        if (hasUniqueIndexes()) {
            into(intake -> parts.accept((className, ids) -> objects(reader, intake, className, ids)));
        } else {
            parts.accept((className, ids) -> into(intake -> objects(reader, intake, className, ids)));
        }
        into(intake -> indexesAndEvents(intake, reader));
        return cursor;
    }

    private void into(Consumer<Intake> contents) {
        to.apply(transaction -> {
            Intake intake =
                    new Intake(transaction, ConflictPolicy.OVERWRITE, new HashSet<>(), ImportSource.STRICT, () -> {});
            contents.accept(intake);
            return intake.finish();
        });
    }

    /** Deletes the objects that are no longer stored, with their generations and events, which are copied again. */
    private void forgetAbsent(String className, Set<String> ids) {
        Set<String> absent = new TreeSet<>(ids);
        absent.removeAll(from.existing(className, ids));
        if (!absent.isEmpty()) {
            to.apply(transaction -> {
                transaction.forget(className, absent);
                return NOTHING;
            });
        }
    }

    private static void objects(StoreReader reader, Intake intake, String className, NavigableSet<String> ids) {
        reader.documents(className, ids, page -> page.forEach(intake::document));
        reader.generations(
                ids.stream().map(id -> new ObjectKey(className, id)).toList(),
                object -> object.forEach(intake::generation));
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
            return NOTHING;
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
                    return NOTHING;
                }));
    }
}
