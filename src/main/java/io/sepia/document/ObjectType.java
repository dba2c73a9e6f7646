package io.sepia.document;

import java.util.Locale;

/** Whether a document refers to other objects. Kept in the column {@code object_type}, in lower case. */
public enum ObjectType {
    /** No references: the document is all there is. */
    SERIALIZABLE,
    /** At least one reference to another object. */
    CONTAINER;

    /** The stored form. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type whose stored form is {@code text}; {@link #SERIALIZABLE} for anything that is not a container. */
    public static ObjectType of(String text) {
        return CONTAINER.text().equals(text) ? CONTAINER : SERIALIZABLE;
    }
}
