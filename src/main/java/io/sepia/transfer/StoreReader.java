package io.sepia.transfer;

import io.sepia.backend.BackendTransaction;
import io.sepia.change.EventFilter;
import io.sepia.change.LoggedEvent;
import io.sepia.document.StoredDocument;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Goes through all of a store, in the order of its keys, a page at a time. */
public final class StoreReader {
    static final int PAGE = 500;

    private final BackendTransaction transaction;

    /** Reads what {@code transaction} sees. */
    public StoreReader(BackendTransaction transaction) {
        this.transaction = transaction;
    }

    void documents(Consumer<List<StoredDocument>> pages) {
        for (String className : transaction.classes().keySet()) {
            documents(className, pages);
        }
    }

    private void documents(String className, Consumer<List<StoredDocument>> pages) {
        String last = "";
        List<StoredDocument> page;
        do {
            page = transaction.page(className, last, PAGE);
            if (!page.isEmpty()) {
                pages.accept(page);
                last = page.get(page.size() - 1).key().id();
            }
        } while (page.size() == PAGE);
    }

    void events(Consumer<List<LoggedEvent>> pages) {
        long last = 0;
        List<LoggedEvent> page;
        do {
            page = transaction.events().page(EventFilter.ALL, last, PAGE);
            if (!page.isEmpty()) {
                pages.accept(page);
                last = page.get(page.size() - 1).number();
            }
        } while (page.size() == PAGE);
    }

    /** The SHA-256 of all documents and events, the same in every backend; in hexadecimal digits. */
    public String hash() {
        MessageDigest digest = CanonicalDocument.sha256();
        documents(page -> page.forEach(each -> digest.update(CanonicalDocument.hash(each))));
        events(page -> page.forEach(each -> digest.update(CanonicalDocument.hash(each))));
        return HexFormat.of().formatHex(digest.digest());
    }
}
