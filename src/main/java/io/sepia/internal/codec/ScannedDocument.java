package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A document that was scanned for references and waits for their targets. */
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

    /** Returns its key. */
    public ObjectKey key() {
        return document.key();
    }

    /** Returns the document. */
    public StoredDocument document() {
        return document;
    }

    /** Returns the model of the class that it is read as. */
    public ObjectModel<?> model() {
        return model;
    }

    /** Returns its tokens with slots in place of references, or null if it has no reserved names. */
    @Nullable
    TokenBuffer tokens() {
        return tokens;
    }

    /** Returns the references whose targets are loaded with it, in document order. */
    public List<ReferenceSlot> references() {
        return references;
    }

    /** Returns whether its instance can be created before the objects that it refers to. */
    public boolean isMadeEmpty() {
        return model.isMadeEmpty();
    }
}
