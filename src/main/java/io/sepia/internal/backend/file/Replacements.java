package io.sepia.internal.backend.file;

import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.snapshot.HeldDocument;
import java.nio.file.Path;

/** Notices that another store has replaced a file from which a transaction reads an earlier state. */
final class Replacements {
    private final Path root;
    private final Object monitor;
    private final Catalog catalog;
    private final Runnable look;
    private final Runnable catchUp;

    /**
     * @param monitor guards the catalog
     * @param look applies what other stores have journaled and lists changed directories
     * @param catchUp only applies what other stores have journaled
     */
    Replacements(Path root, Object monitor, Catalog catalog, Runnable look, Runnable catchUp) {
        this.root = root;
        this.monitor = monitor;
        this.catalog = catalog;
        this.look = look;
        this.catchUp = catchUp;
    }

    /**
     * Checks that no store has replaced the file from which a document was to be read.
     *
     * @throws StorageBusyException if one has
     */
    void check(FileDocument document) {
        synchronized (monitor) {
            boolean isRecorded = document.record() != null;
            (isRecorded ? look : catchUp).run();
            HeldDocument now = catalog.snapshot().held(document.key());
            FileRecord record = now instanceof FileDocument there ? there.record() : null;
            boolean journaled = record != null && record != document.record();
            // Without a record, the missing document may have been deleted by hand. Then the next reader finds out.
            boolean deleted = now == null && !(isRecorded && catalog.record(document.key()) != null);
            if (now != document && (journaled || deleted)) {
                throw new StorageBusyException("Another process has replaced or deleted " + document.key() + " in "
                        + root + " while this transaction was reading. Run it again.");
            }
        }
    }
}
