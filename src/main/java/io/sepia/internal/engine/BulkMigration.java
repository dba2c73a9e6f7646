package io.sepia.internal.engine;

import io.sepia.document.StoredDocument;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.json.DocumentText;
import io.sepia.internal.migration.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Migrates the documents of a class, some in each transaction, in the order of their ids. Not thread-safe. */
public final class BulkMigration {
    private static final int ATTEMPTS = 100;

    private final String className;
    private final Schemas schemas;
    private final int batch;
    private final boolean dryRun;
    private String lastId = "";
    private long migrated;
    private long unchanged;

    /** Runs work in a transaction that writes, and repeats it while the store is busy. */
    @FunctionalInterface
    public interface Transactions {
        /** Rolls back and throws if {@code work} throws. */
        Batch run(Function<BackendTransaction, Batch> work);
    }

    /** What one transaction did. */
    public record Batch(String lastId, long migrated, long unchanged) {}

    /** Ends the transaction of a dry run. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Batch batch;

        RolledBack(Batch batch) {
            super("The transaction of a dry run is rolled back", null, false, false);
            this.batch = batch;
        }
    }

    /** @param batch the maximum number of documents in one transaction */
    public BulkMigration(String className, Schemas schemas, int batch, boolean dryRun) {
        this.className = className;
        this.schemas = schemas;
        this.batch = batch;
        this.dryRun = dryRun;
    }

    /** Migrates the next documents. Returns whether there may be more. */
    public boolean next(Transactions transactions) {
        @Nullable Batch done = null;
        for (int attempt = 1; done == null; attempt++) {
            try {
                done = transactions.run(this::migrate);
            } catch (RolledBack e) {
                done = e.batch;
            } catch (StaleVersionException e) {
                // Another transaction wrote a document after this one had read it, so both run in turn.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
        lastId = done.lastId();
        migrated += done.migrated();
        unchanged += done.unchanged();
        return done.migrated() + done.unchanged() == batch;
    }

    private Batch migrate(BackendTransaction transaction) {
        List<StoredDocument> page = transaction.page(className, lastId, batch);
        List<DocumentWrite> writes = new ArrayList<>();
        for (StoredDocument each : page) {
            String content = schemas.migrate(each);
            if (content != null) {
                DocumentText text = DocumentText.of(each.key().toString(), content);
                WriteCondition condition = WriteCondition.version(each.version());
                writes.add(
                        new DocumentWrite(each.key(), text.type(), text.content(), null, condition, text.references()));
            }
        }
        if (!writes.isEmpty()) {
            transaction.save(writes);
        }
        String last = page.isEmpty() ? lastId : page.get(page.size() - 1).key().id();
        Batch done = new Batch(last, writes.size(), page.size() - writes.size());
        if (dryRun) {
            throw new RolledBack(done);
        }
        return done;
    }

    /** Returns the number of documents that were migrated so far, or would be. */
    public long migrated() {
        return migrated;
    }

    /** Returns the number of documents so far that needed no migration. */
    public long unchanged() {
        return unchanged;
    }
}
