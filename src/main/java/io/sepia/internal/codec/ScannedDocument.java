package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A document that was gone through for references and waits for their targets. */
public final class ScannedDocument {
    private final StoredDocument document;
    private final ObjectModel<?> model;
    private final @Nullable TokenBuffer tokens;
    private final List<ReferenceSlot> references;

    ScannedDocument(
            StoredDocument document,
            ObjectModel<?> model,
            @Nullable TokenBuffer tokens,
            List<ReferenceSlot> references) {
        this.document = document;
        this.model = model;
        this.tokens = tokens;
        this.references = references;
    }

    /** Its key. */
    public ObjectKey key() {
        return document.key();
    }

    /** The document. */
    public StoredDocument document() {
        return document;
    }

    /** The class that it is read as. */
    public ObjectModel<?> model() {
        return model;
    }

    /** Its tokens with slots where references stand, or null if it has no reserved names. */
    @Nullable
    TokenBuffer tokens() {
        return tokens;
    }

    /** The references whose targets are loaded with it, in the order of the document. */
    public List<ReferenceSlot> references() {
        return references;
    }

    /** Whether its instance can be made before the objects that it refers to are there. */
    public boolean isMadeEmpty() {
        return model.isMadeEmpty();
    }
}
