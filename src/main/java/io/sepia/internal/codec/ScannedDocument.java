package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document that was scanned for references and waits for their targets.
 *
 * @param model the model of the class that it is read as
 * @param tokens its tokens with slots in place of references, or null if it has no reserved names
 * @param references the references whose targets are loaded with it, in document order
 */
public record ScannedDocument(
        StoredDocument document,
        ObjectModel<?> model,
        @Nullable TokenBuffer tokens,
        List<ReferenceSlot> references) {
    /** Returns its key. */
    public ObjectKey key() {
        return document.key();
    }

    /** Returns whether its instance can be created before the objects that it refers to. */
    public boolean isMadeEmpty() {
        return model.isMadeEmpty();
    }
}
