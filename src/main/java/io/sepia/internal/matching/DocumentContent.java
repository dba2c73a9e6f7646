package io.sepia.internal.matching;

import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WantedFields;
import java.io.IOException;

/** Reads parts of stored documents. */
public final class DocumentContent {
    private DocumentContent() {}

    /**
     * Returns the wanted parts of the content.
     *
     * @throws DamagedDocumentException if it is not JSON
     */
    public static Value read(StoredDocument document, WantedFields wanted) {
        return read(document, document.content(), wanted, false);
    }

    /** Returns whether the content is JSON. */
    public static boolean isReadable(StoredDocument document) {
        try {
            read(document, new WantedFields());
            return true;
        } catch (DamagedDocumentException e) {
            return false;
        }
    }

    /** Does the same for the content or the metadata of a document; {@code withText} is that of {@link JsonReader}. */
    static Value read(StoredDocument document, String json, WantedFields wanted, boolean withText) {
        try {
            return JsonReader.read(json, wanted, withText);
        } catch (IOException e) {
            throw new DamagedDocumentException(
                    document.key() + " is not valid JSON. Correct its row with SQL or restore it from a backup.");
        }
    }
}
