package io.sepia.internal.transfer;

import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a whole store in the order of its keys, page by page. */
public record StoreReader(BackendTransaction transaction) {
    static final int PAGE = 500;

    /**
     * Passes on all documents.
     *
     * @throws StorageBusyException if a garbage collection is half done, so that documents lack objects that they refer
     *     to
     */
    void documents(Consumer<List<StoredDocument>> pages) {
        if (transaction
                .references()
                .graph()
                .markedObjects()
                .map(MarkedObjects::isFrozen)
                .orElse(false)) {
            throw new StorageBusyException("Reading all of the store was refused, because a garbage collection is"
                    + " deleting a large cycle of objects, some of which would be read without the objects they refer to."
                    + " Try again in a moment.");
        }
        for (String className : transaction.classes().keySet()) {
            pages(
                    last -> transaction.page(
                            className, last == null ? "" : last.key().id(), PAGE),
                    pages);
        }
    }

    /**
     * Passes on all pages but empty ones.
     *
     * @param after returns the page after an element, or the first page for null
     */
    private static <T> void pages(Function<@Nullable T, List<T>> after, Consumer<List<T>> pages) {
        T last = null;
        List<T> page;
        do {
            page = after.apply(last);
            if (!page.isEmpty()) {
                pages.accept(page);
                last = page.get(page.size() - 1);
            }
        } while (page.size() == PAGE);
    }

    void events(Consumer<List<LoggedEvent>> pages) {
        pages(last -> transaction.events().page(EventFilter.ALL, last == null ? 0 : last.number(), PAGE), pages);
    }

    /** Passes on the generations of each object that has any besides its current state. */
    void generations(Consumer<List<StoredGeneration>> objects) {
        for (String className : transaction.generations().classes()) {
            StoreReader.<String>pages(
                    last -> transaction.generations().ids(className, last == null ? "" : last, PAGE),
                    ids -> ids.forEach(id -> objects.accept(generations(new ObjectKey(className, id)))));
        }
    }

    /** Returns the generations besides the current state, which is the last one if its class keeps each save. */
    private List<StoredGeneration> generations(ObjectKey key) {
        Generations all = transaction.generations();
        HistoryRule rule = all.rules().get(key.className());
        boolean withStored = rule != null && rule.everySave() && transaction.exists(key);
        List<StoredGeneration> found = new ArrayList<>();
        StoreReader.<GenerationHeader>pages(
                last -> all.page(key, last == null ? 0 : last.number(), PAGE),
                page -> page.forEach(each -> all.at(key, each.number()).ifPresent(found::add)));
        return withStored ? found.subList(0, found.size() - 1) : found;
    }

    /**
     * Returns the SHA-256 of all documents, events and generations in hexadecimal digits, the same in every backend.
     */
    public String hash() {
        MessageDigest digest = CanonicalDocument.sha256();
        documents(page -> page.forEach(each -> digest.update(CanonicalDocument.hash(each))));
        events(page -> page.forEach(each -> digest.update(CanonicalDocument.hash(each))));
        generations(object -> object.forEach(each -> digest.update(CanonicalDocument.hash(each))));
        return HexFormat.of().formatHex(digest.digest());
    }
}
