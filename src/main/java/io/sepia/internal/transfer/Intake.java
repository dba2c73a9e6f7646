package io.sepia.internal.transfer;

import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.ObjectExistsException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.query.IndexEntry;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores documents, events and generations as they were elsewhere, with their versions and times. Part of a
 * transaction.
 */
final class Intake implements ImportSource.Visitor {
    private static final int NAMED = 1_000;

    private final BackendTransaction transaction;
    private final ConflictPolicy policy;
    private final List<StoredDocument> batch = new ArrayList<>();
    private final List<LoggedEvent> events = new ArrayList<>();
    private final List<IndexEntry> indexes = new ArrayList<>();
    private final List<ObjectKey> contentless = new ArrayList<>();
    private final List<StoredGeneration> generations = new ArrayList<>();
    private final Set<ObjectKey> skippedKeys;
    private final Consumer<? super DocumentFormatException> bad;
    private final Runnable writing;
    private final UniqueValues unique;
    private final KeyHashes seen = new KeyHashes();
    private @Nullable Set<ByteBuffer> knownEvents;
    private long documents;
    private long written;
    private long equal;
    private long skipped;
    private long writtenEvents;
    private long writtenGenerations;
    private long contentlessCount;

    /**
     * @param skippedKeys receives the keys of skipped objects; shared by all intakes of one transfer
     * @param bad receives the errors of documents that contradict earlier ones, and throws them or lets the earlier
     *     ones count
     * @param writing runs before each write that has no effects on objects
     */
    Intake(
            BackendTransaction transaction,
            ConflictPolicy policy,
            Set<ObjectKey> skippedKeys,
            Consumer<? super DocumentFormatException> bad,
            Runnable writing) {
        this.writing = writing;
        this.transaction = transaction;
        this.bad = bad;
        this.unique = new UniqueValues(transaction.indexes());
        this.policy = policy;
        this.skippedKeys = skippedKeys;
    }

    @Override
    public void index(IndexEntry index) {
        indexes.add(index);
    }

    @Override
    public void eventsOf(String className) {
        if (!transaction.events().classes().contains(className)) {
            writing.run();
            transaction.events().keep(className, true);
        }
    }

    /** Sets the rule of a class, unless this store has one already, which only an overwriting import replaces. */
    @Override
    public void onDelete(String className, OnDelete rule) {
        if (policy == ConflictPolicy.OVERWRITE
                || !transaction.references().rules().containsKey(className)) {
            writing.run();
            transaction.references().rule(className, rule);
        }
    }

    /** Adds a rule for a class, unless this store has one that keeps as much. */
    @Override
    public void historyOf(String className, HistoryRule rule) {
        HistoryRule there = transaction.generations().rules().get(className);
        if (there == null || !there.everySave() && rule.everySave()) {
            writing.run();
            transaction.generations().rule(className, rule);
        }
    }

    @Override
    public void generation(StoredGeneration generation) {
        ObjectKey key = generation.header().key();
        if (!generations.isEmpty() && !generations.get(0).header().key().equals(key)) {
            storeGenerations();
        }
        if (!generations.isEmpty() && generations.get(generations.size() - 1).number() >= generation.number()) {
            bad.accept(twice("generation " + generation.number() + " of " + key));
            return;
        }
        generations.add(generation);
    }

    /**
     * Stores the generations of one object, unless it was skipped or has generations here that must not be overwritten.
     */
    private void storeGenerations() {
        if (!batch.isEmpty()) {
            storeDocuments();
        }
        ObjectKey key = generations.get(0).header().key();
        boolean replaces = policy == ConflictPolicy.OVERWRITE || policy == ConflictPolicy.NEWER;
        if (!skippedKeys.contains(key) && (replaces || hasNone(key))) {
            writing.run();
            transaction.generations().restore(key, generations);
            writtenGenerations += generations.size();
        }
        generations.clear();
    }

    /** Returns whether this store has no generations of an object besides its current state. */
    private boolean hasNone(ObjectKey key) {
        HistoryRule rule = transaction.generations().rules().get(key.className());
        boolean withStored = rule != null && rule.everySave() && transaction.exists(key);
        return transaction.generations().count(key) == (withStored ? 1 : 0);
    }

    @Override
    public void document(StoredDocument document) {
        if (!seen.add(document.key()) && isAnother(document)) {
            bad.accept(twice(document.key().toString()));
            return;
        }
        batch.add(document);
        if (batch.size() >= StoreReader.PAGE) {
            storeDocuments();
        }
    }

    @Override
    public void contentless(ObjectKey key) {
        contentlessCount++;
        if (contentless.size() < NAMED) {
            contentless.add(key);
        }
    }

    @Override
    public void event(LoggedEvent event) {
        events.add(event);
        if (events.size() >= StoreReader.PAGE) {
            storeEvents();
        }
    }

    private static DocumentFormatException twice(String what) {
        return new DocumentFormatException("The export cannot be read: it contains " + what
                + " twice, with different contents or out of order. Nothing was stored.");
    }

    /** Returns whether the object that came earlier under the same key, in this transaction, is not equal. */
    private boolean isAnother(StoredDocument document) {
        if (!batch.isEmpty()) {
            storeDocuments();
        }
        return !skippedKeys.contains(document.key())
                && transaction
                        .load(document.key())
                        .filter(earlier -> CanonicalDocument.areEqual(document, earlier))
                        .isEmpty();
    }

    private void storeDocuments() {
        Map<ObjectKey, StoredDocument> incoming = new LinkedHashMap<>();
        batch.forEach(each -> incoming.put(each.key(), each));
        Map<ObjectKey, StoredDocument> stored = stored(incoming.keySet());
        List<StoredDocument> taken = new ArrayList<>();
        for (StoredDocument each : incoming.values()) {
            StoredDocument there = stored.get(each.key());
            if (there == null || takes(each, there)) {
                taken.add(each);
            }
        }
        if (!taken.isEmpty()) {
            for (StoredDocument each : taken) {
                if (stored.containsKey(each.key())) {
                    unique.release(each.key().className());
                }
            }
            transaction.restore(taken);
        }
        documents += batch.size();
        written += taken.size();
        batch.clear();
    }

    private Map<ObjectKey, StoredDocument> stored(Set<ObjectKey> keys) {
        Map<String, List<String>> ids = new HashMap<>();
        keys.forEach(each ->
                ids.computeIfAbsent(each.className(), any -> new ArrayList<>()).add(each.id()));
        Map<ObjectKey, StoredDocument> stored = new HashMap<>();
        ids.forEach((className, ofClass) ->
                transaction.load(className, ofClass).forEach(each -> stored.put(each.key(), each)));
        return stored;
    }

    private boolean takes(StoredDocument incoming, StoredDocument there) {
        if (CanonicalDocument.areEqual(incoming, there)) {
            equal++;
            return false;
        }
        boolean takes = switch (policy) {
            case FAIL ->
                throw new ObjectExistsException(
                        incoming.key().className(), incoming.key().id());
            case SKIP -> false;
            case OVERWRITE -> true;
            case NEWER -> incoming.updatedAt().isAfter(there.updatedAt());
        };
        if (!takes) {
            skipped++;
            skippedKeys.add(incoming.key());
        }
        return takes;
    }

    private void storeEvents() {
        Set<ByteBuffer> known = knownEvents;
        if (known == null) {
            known = new HashSet<>();
            if (!transaction.events().page(EventFilter.ALL, 0, 1).isEmpty()) {
                Set<ByteBuffer> there = known;
                new StoreReader(transaction)
                        .events(page -> page.forEach(each -> there.add(ByteBuffer.wrap(CanonicalDocument.hash(each)))));
            }
            knownEvents = known;
        }
        List<LoggedEvent> taken = new ArrayList<>();
        for (LoggedEvent each : events) {
            if (known.isEmpty() || !known.contains(ByteBuffer.wrap(CanonicalDocument.hash(each)))) {
                taken.add(each);
            }
        }
        writing.run();
        transaction.events().add(taken);
        writtenEvents += taken.size();
        events.clear();
    }

    /** Stores what is still buffered, and returns the summary. */
    TransferSummary finish() {
        if (!batch.isEmpty()) {
            storeDocuments();
        }
        if (!events.isEmpty()) {
            storeEvents();
        }
        if (!generations.isEmpty()) {
            storeGenerations();
        }
        unique.claim();
        List<IndexEntry> there = transaction.indexes().list();
        for (IndexEntry each : indexes) {
            if (!there.contains(each)) {
                writing.run();
                transaction.indexes().add(each.definition(), each.declared());
            }
        }
        return new TransferSummary(
                documents, written, equal, skipped, writtenEvents, writtenGenerations, contentless, contentlessCount);
    }
}
