package io.sepia.internal.transfer;

import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.json.DocumentText;

/** The documents that can be read back from an export: an export writes, and an import accepts, the same ones. */
final class Transferable {
    private Transferable() {}

    /** @throws DocumentFormatException if content or metadata are not what a store accepts */
    static void check(StoredDocument document) {
        DocumentText.of(document.key().toString(), document.content());
        String metadata = document.metadata();
        if (metadata != null
                && !DocumentText.of("The metadata of " + document.key(), metadata)
                        .isObject()) {
            throw new DocumentFormatException("The metadata of " + document.key() + " is not a JSON object.");
        }
    }

    /** @throws DamagedDocumentException if a stored document is one that a store would not accept */
    static StoredDocument stored(StoredDocument document) {
        try {
            check(document);
            return document;
        } catch (DocumentFormatException e) {
            throw new DamagedDocumentException(
                    "The row of " + document.key() + " was changed by SQL to what no save stores: " + e.getMessage()
                            + " Correct it with SQL or restore it from a backup.",
                    e,
                    document.key().className(),
                    document.key().id());
        }
    }

    /** As above. */
    static StoredGeneration stored(StoredGeneration generation) {
        stored(generation.document());
        return generation;
    }
}
