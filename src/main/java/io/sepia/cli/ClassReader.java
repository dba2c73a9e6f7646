package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of a class in the order of their ids.
 *
 * @param documents the class, within a transaction
 * @param damaged receives the errors of documents that cannot be read, which are left out; if null, the first one ends
 *     the reading
 */
record ClassReader(DocumentOperations documents, @Nullable Consumer<? super RuntimeException> damaged) {
    /** Receives the texts of documents. */
    interface Output {
        void take(String text) throws IOException;
    }

    /**
     * Passes the text of each readable document on.
     *
     * @param text returns the text of a document, or throws if it is damaged
     * @param progress receives the number of documents before each one
     * @return the number of documents that were passed on
     */
    long forEach(Function<StoredDocument, String> text, Output output, LongConsumer progress) throws IOException {
        long count = 0;
        if (damaged == null) {
            try (Stream<StoredDocument> stream = documents.stream()) {
                for (Iterator<StoredDocument> each = stream.iterator(); each.hasNext(); count++) {
                    progress.accept(count);
                    output.take(text.apply(each.next()));
                }
            }
            return count;
        }
        for (String id : documents.ids()) {
            progress.accept(count);
            String found = readable(id, text);
            if (found != null) {
                output.take(found);
                count++;
            }
        }
        return count;
    }

    /** Returns null for a damaged document. */
    private @Nullable String readable(String id, Function<StoredDocument, String> text) {
        RuntimeException error;
        try {
            return documents.find(id).map(text).orElse(null);
        } catch (DamagedDocumentException e) {
            error = e;
        } catch (CommandException e) {
            if (e.status() != ExitStatus.DAMAGE) {
                throw e;
            }
            error = e;
        }
        if (damaged != null) {
            damaged.accept(error);
        }
        return null;
    }
}
