package io.sepia.internal.transfer;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.query.IndexEntry;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.util.HashSet;

/** Imports an export into a store. See decision 0054. */
public final class Importer {
    private final ImportSource source;

    /** Creates an importer of that file. */
    public Importer(ImportSource source) {
        this.source = source;
    }

    /**
     * Reads and checks the whole file, without a store.
     *
     * @throws io.sepia.error.DocumentFormatException if something in it cannot be stored, or its end is missing
     * @throws io.sepia.error.IncompatibleStoreException if it was written by a newer version of this library
     * @throws IOException if it cannot be read
     */
    public void check() throws IOException {
        source.read(new ImportSource.Visitor() {
            @Override
            public void index(IndexEntry index) {}

            @Override
            public void eventsOf(String className) {}

            @Override
            public void document(StoredDocument document) {}

            @Override
            public void event(LoggedEvent event) {}

            @Override
            public void historyOf(String className, HistoryRule rule) {}

            @Override
            public void generation(StoredGeneration generation) {}

            @Override
            public void contentless(ObjectKey key) {}
        });
    }

    /**
     * Stores the contents of the file, as part of a transaction.
     *
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if a different object with the same
     *     key is stored
     * @throws io.sepia.error.NotUniqueException if a unique index refuses an object
     * @throws IOException as in {@link #check}, whose other exceptions may also be thrown
     */
    public TransferSummary run(BackendTransaction transaction, ConflictPolicy policy) throws IOException {
        Intake intake = new Intake(transaction, policy, new HashSet<>());
        source.read(intake);
        return intake.finish();
    }
}
