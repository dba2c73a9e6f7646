package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.cli.input.BadDocumentException;
import io.sepia.cli.input.DocumentReader;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.input.MissingIdException;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Imports documents into a class, in batches of a few hundred. Only one batch is in memory at a time. */
final class BatchImport {
    private static final int DOCUMENTS_OF_BATCH = 500;
    private static final int CHARACTERS_OF_BATCH = 4 << 20;

    private final DocumentOperations documents;
    private final String idProperty;
    private final boolean assignIds;
    private final @Nullable Consumer<String> badDocuments;
    private final Map<String, String> batch = new LinkedHashMap<>(DOCUMENTS_OF_BATCH * 2);
    private long charactersOfBatch;
    private long imported;
    private long bad;

    /**
     * Imports into {@code documents}.
     *
     * @param idProperty the member that contains the id
     * @param assignIds whether documents without an id get one, instead of being bad
     * @param badDocuments receives a message for each document that cannot be stored, which is then skipped; if null,
     *     the first one ends the import
     */
    BatchImport(
            DocumentOperations documents,
            String idProperty,
            boolean assignIds,
            @Nullable Consumer<String> badDocuments) {
        this.documents = documents;
        this.idProperty = idProperty;
        this.assignIds = assignIds;
        this.badDocuments = badDocuments;
    }

    /**
     * The result of an import.
     *
     * @param imported number of documents that were stored
     * @param replaced number of those that replaced a stored document or an earlier one of the same input
     * @param bad number of documents that could not be stored
     */
    record Result(long imported, long replaced, long bad) {}

    /**
     * Imports all documents of {@code reader}, within the transaction of {@code documents}.
     *
     * @param eachDocument run before each document
     * @throws CommandException if the input cannot be read, or a document cannot be stored and {@code badDocuments} is
     *     null
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
                        inputName + " cannot be read after " + reader.place() + ": " + e.getMessage()
                                + ". Nothing of it was stored.",
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
        try {
            add(IdentifiedDocument.read(text, idProperty));
        } catch (MissingIdException e) {
            if (!assignIds) {
                throw e;
            }
            documents.save(text);
            imported++;
        }
        return true;
    }

    private void add(IdentifiedDocument document) throws BadDocumentException {
        checkId(document);
        batch.put(document.id(), document.content());
        imported++;
        charactersOfBatch += document.content().length();
        if (batch.size() >= DOCUMENTS_OF_BATCH || charactersOfBatch >= CHARACTERS_OF_BATCH) {
            store();
        }
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
                    line + ". Nothing of the file was stored; --keep-going stores the other documents"
                            + (e instanceof MissingIdException ? ", --assign-ids all of them." : "."),
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
