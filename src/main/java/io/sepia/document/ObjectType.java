package io.sepia.document;

import java.util.Locale;

/** Whether a document refers to other objects. Stored in lower case in the column {@code object_type}. */
public enum ObjectType {
    /** The document contains no references. */
    SERIALIZABLE,
    /** The document contains at least one reference to another object. */
    CONTAINER;

    /** Returns the stored form. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type whose stored form is {@code text}; {@link #SERIALIZABLE} for any other text. */
    public static ObjectType of(String text) {
        return CONTAINER.text().equals(text) ? CONTAINER : SERIALIZABLE;
    }
}
