package io.sepia.internal.transfer;

import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole store in the order of its keys, page by page.
 *
 * @param transaction the transaction that reads
 * @param damaged receives the errors of what cannot be read, and throws them or lets the rest be read
 */
public record StoreReader(BackendTransaction transaction, Consumer<? super DamagedDocumentException> damaged) {
    static final int PAGE = 500;

    /** How many numbers of unreadable events are tried one after the other. */
    private static final int GAP = 10_000;

    /** Ends the reading with the first error. */
    public static final Consumer<DamagedDocumentException> STRICT = error -> {
        throw error;
    };

    /** Ends with the first error. */
    public StoreReader(BackendTransaction transaction) {
        this(transaction, STRICT);
    }

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
        for (String className : classes()) {
            documents(className, pages);
        }
    }

    /** Passes on the documents that an import accepts; the others are damaged. */
    void transferable(Consumer<List<StoredDocument>> pages) {
        documents(page -> {
            List<StoredDocument> sound = new ArrayList<>(page.size());
            page.forEach(each -> readable(() -> Transferable.stored(each)).ifPresent(sound::add));
            if (!sound.isEmpty()) {
                pages.accept(sound);
            }
        });
    }

    /** Passes on the named documents of a class, which must be ones that an import accepts. */
    void documents(String className, SortedSet<String> ids, Consumer<List<StoredDocument>> pages) {
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += PAGE) {
            List<String> part = all.subList(from, Math.min(all.size(), from + PAGE));
            pages.accept(transaction.load(className, part).stream()
                    .sorted(Comparator.comparing(StoredDocument::key))
                    .map(Transferable::stored)
                    .toList());
        }
    }

    /** Passes on the events of objects. */
    void events(List<ObjectKey> keys, Consumer<List<LoggedEvent>> pages) {
        for (ObjectKey key : keys) {
            StoreReader.<LoggedEvent>pages(
                    last -> transaction.events().page(EventFilter.of(key), last == null ? 0 : last.number(), PAGE),
                    pages);
        }
    }

    /** Passes on the generations of objects, which must be ones that an import accepts. */
    void generations(List<ObjectKey> keys, Consumer<List<StoredGeneration>> objects) {
        for (ObjectKey key : keys) {
            List<StoredGeneration> found = generations(key, Transferable::stored);
            if (!found.isEmpty()) {
                objects.accept(found);
            }
        }
    }

    private List<String> classes() {
        List<String> names = new ArrayList<>();
        for (String className : transaction.classes().keySet()) {
            try {
                names.add(ObjectKey.checkClassName(className));
            } catch (InvalidKeyException e) {
                damaged.accept(new DamagedDocumentException(
                        "Rows have a class that no object can have: " + e.getMessage()
                                + " Correct them with SQL or restore the store from a backup.",
                        e));
            }
        }
        return names;
    }

    private void documents(String className, Consumer<List<StoredDocument>> pages) {
        String after = "";
        List<StoredDocument> page;
        do {
            try {
                page = transaction.page(className, after, PAGE);
            } catch (DamagedDocumentException e) {
                eachDocument(className, after, e, pages);
                return;
            }
            if (!page.isEmpty()) {
                pages.accept(page);
                after = page.get(page.size() - 1).key().id();
            }
        } while (page.size() == PAGE);
    }

    /** Passes on the readable documents after an id one by one, by the list of the ids. */
    private void eachDocument(
            String className, String after, DamagedDocumentException first, Consumer<List<StoredDocument>> pages) {
        List<String> ids;
        try {
            ids = transaction.ids(className);
        } catch (DamagedDocumentException e) {
            throw first;
        }
        List<String> inOrder =
                ids.stream().distinct().sorted(ObjectKey.TEXT_ORDER).toList();
        if (!inOrder.equals(ids)) {
            damaged.accept(first); // Each document may be readable by itself, but some are missing.
        }
        List<StoredDocument> page = new ArrayList<>();
        for (String id : inOrder) {
            if (!after.isEmpty() && ObjectKey.TEXT_ORDER.compare(id, after) <= 0) {
                continue;
            }
            readable(() -> transaction.load(key(className, id)).orElse(null)).ifPresent(page::add);
            if (page.size() == PAGE) {
                pages.accept(List.copyOf(page));
                page.clear();
            }
        }
        if (!page.isEmpty()) {
            pages.accept(page);
        }
    }

    private static ObjectKey key(String className, String id) {
        try {
            return new ObjectKey(className, id);
        } catch (InvalidKeyException e) {
            throw new DamagedDocumentException(
                    "A row of class " + className + " has an id that no object can have: " + e.getMessage()
                            + " Correct the row with SQL or restore it from a backup.",
                    e);
        }
    }

    private <T> Optional<T> readable(Supplier<@Nullable T> read) {
        try {
            return Optional.ofNullable(read.get());
        } catch (DamagedDocumentException e) {
            damaged.accept(e);
            return Optional.empty();
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
        long after = 0;
        boolean single = false;
        int gap = 0;
        while (true) {
            List<LoggedEvent> page;
            try {
                page = transaction.events().page(EventFilter.ALL, after, single ? 1 : PAGE);
            } catch (DamagedDocumentException e) {
                // Reads one by one up to the damaged event, whose number is not known, and past it.
                if (single) {
                    if (gap == 0) {
                        damaged.accept(e);
                    } else if (gap > GAP) {
                        throw e;
                    }
                    gap++;
                    after++;
                }
                single = true;
                continue;
            }
            if (!page.isEmpty()) {
                pages.accept(page);
                after = page.get(page.size() - 1).number();
            }
            if (page.size() < (single ? 1 : PAGE)) {
                return;
            }
            single &= gap == 0;
            gap = 0;
        }
    }

    /** Passes on the generations of each object that has any besides its current state. */
    void generations(Consumer<List<StoredGeneration>> objects) {
        generations(each -> each, objects);
    }

    /** Passes on the generations that an import accepts; the others are damaged. */
    void transferableGenerations(Consumer<List<StoredGeneration>> objects) {
        generations(Transferable::stored, objects);
    }

    private void generations(UnaryOperator<StoredGeneration> check, Consumer<List<StoredGeneration>> objects) {
        for (String className : transaction.generations().classes()) {
            StoreReader.<String>pages(
                    last -> transaction.generations().ids(className, last == null ? "" : last, PAGE),
                    ids -> ids.forEach(id -> readable(() -> generations(key(className, id), check))
                            .filter(found -> !found.isEmpty())
                            .ifPresent(objects)));
        }
    }

    /** Returns the generations besides the current state, which is the last one if its class keeps each save. */
    private List<StoredGeneration> generations(ObjectKey key, UnaryOperator<StoredGeneration> check) {
        Generations all = transaction.generations();
        HistoryRule rule = all.rules().get(key.className());
        boolean withStored = rule != null && rule.everySave() && transaction.exists(key);
        List<GenerationHeader> headers = new ArrayList<>();
        StoreReader.<GenerationHeader>pages(
                last -> all.page(key, last == null ? 0 : last.number(), PAGE), headers::addAll);
        List<StoredGeneration> found = new ArrayList<>();
        for (GenerationHeader each : withStored ? headers.subList(0, headers.size() - 1) : headers) {
            readable(() -> all.at(key, each.number()).map(check).orElse(null)).ifPresent(found::add);
        }
        return found;
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
