package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.cli.input.BadDocumentException;
import io.sepia.cli.input.DocumentReader;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings the documents of an input into a class, some hundred at a time, holding no more than those in memory. */
final class BatchImport {
    private static final int DOCUMENTS_OF_BATCH = 500;
    private static final int CHARACTERS_OF_BATCH = 4 << 20;

    private final DocumentOperations documents;
    private final String idProperty;
    private final @Nullable Consumer<String> badDocuments;
    private final Map<String, String> batch = new LinkedHashMap<>(DOCUMENTS_OF_BATCH * 2);
    private long charactersOfBatch;
    private long imported;
    private long bad;

    /**
     * Imports into {@code documents}.
     *
     * @param idProperty the member that holds the id
     * @param badDocuments told of each document that cannot be stored, which is then left out; if null, the first one
     *     ends the import
     */
    BatchImport(DocumentOperations documents, String idProperty, @Nullable Consumer<String> badDocuments) {
        this.documents = documents;
        this.idProperty = idProperty;
        this.badDocuments = badDocuments;
    }

    /**
     * What became of an input.
     *
     * @param imported documents that were stored
     * @param replaced those of them that replaced a stored document, or an earlier one of the same input
     * @param bad documents that could not be stored
     */
    record Result(long imported, long replaced, long bad) {}

    /**
     * Imports everything that {@code reader} has, within the transaction that {@code documents} belongs to.
     *
     * @param eachDocument run for each document
     * @throws CommandException if a document cannot be stored and nobody is to be told, or the input cannot be read
     */
    Result run(DocumentReader reader, String inputName, Runnable eachDocument) {
        long before = documents.count();
        boolean more = true;
        while (more) {
            eachDocument.run();
            try {
                more = take(reader);
            } catch (BadDocumentException e) {
                refuse(inputName + ": " + reader.place() + " " + e.getMessage(), e);
            } catch (IOException e) {
                throw new CommandException(
                        ExitStatus.BAD_INPUT,
                        inputName + " cannot be read on after " + reader.place() + ": " + e.getMessage()
                                + ". Nothing of it was kept.",
                        e);
            }
        }
        store();
        return new Result(imported, imported - (documents.count() - before), bad);
    }

    private boolean take(DocumentReader reader) throws IOException, BadDocumentException {
        String text = reader.next();
        if (text == null) {
            return false;
        }
        IdentifiedDocument document = IdentifiedDocument.read(text, idProperty);
        checkId(document);
        batch.put(document.id(), document.content());
        imported++;
        charactersOfBatch += document.content().length();
        if (batch.size() >= DOCUMENTS_OF_BATCH || charactersOfBatch >= CHARACTERS_OF_BATCH) {
            store();
        }
        return true;
    }

    private void checkId(IdentifiedDocument document) throws BadDocumentException {
        try {
            new ObjectKey(documents.className(), document.id());
        } catch (InvalidKeyException e) {
            throw new BadDocumentException("has an id that cannot be used. " + e.getMessage(), e);
        }
    }

    private void refuse(String line, BadDocumentException e) {
        bad++;
        if (badDocuments == null) {
            throw new CommandException(
                    ExitStatus.BAD_INPUT,
                    line + ". Nothing of the file was kept; --keep-going keeps the other documents.",
                    e);
        }
        badDocuments.accept(line);
    }

    private void store() {
        documents.saveAll(batch);
        batch.clear();
        charactersOfBatch = 0;
    }
}
