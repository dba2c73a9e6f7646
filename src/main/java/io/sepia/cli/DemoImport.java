package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.StorageOperations;
import io.sepia.cli.terminal.Interruption;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Quantity;
import io.sepia.document.StoredDocument;
import java.util.LinkedHashMap;
import java.util.Map;

/** Stores the documents of the demo that are not stored yet. */
record DemoImport(Sepia sepia, StorageOperations storage) {
    private static final int DOCUMENTS_OF_BATCH = 500;

    /** What was done with the documents of a class. */
    static final class Result {
        private long added;
        private long unchanged;
        private long edited;

        /** Returns a line for the terminal. */
        @Override
        public String toString() {
            return Quantity.documents(added + unchanged + edited)
                    + part(added, "new")
                    + part(unchanged, "already stored")
                    + part(edited, "left as they are, because they were changed");
        }

        private static String part(long count, String what) {
            return count == 0 ? "" : ", " + Quantity.of(count) + " " + what;
        }
    }

    /** Stores the documents of a class. */
    Result run(DemoData data) {
        Result result = new Result();
        DocumentOperations documents = storage.documents(data.className());
        Map<String, String> batch = new LinkedHashMap<>();
        Interruption interruption = sepia.console().interruption();
        try (Progress progress = sepia.progress(data.className(), Unit.DOCUMENTS, data.count())) {
            data.forEach(document -> {
                interruption.check();
                batch.put(document.id(), document.content());
                if (batch.size() == DOCUMENTS_OF_BATCH) {
                    progress.at(store(batch, documents, result));
                }
            });
            progress.at(store(batch, documents, result));
        }
        return result;
    }

    private static long store(Map<String, String> batch, DocumentOperations documents, Result result) {
        for (StoredDocument stored : documents.findAll(batch.keySet())) {
            boolean same = stored.content().equals(batch.remove(stored.key().id()));
            result.unchanged += same ? 1 : 0;
            result.edited += same ? 0 : 1;
        }
        documents.saveAll(batch);
        result.added += batch.size();
        batch.clear();
        return result.added + result.unchanged + result.edited;
    }
}
