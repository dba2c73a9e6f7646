package io.sepia.document;

import java.util.Locale;

/** What becomes of references to an object when it is deleted. A rule of the class of the object. */
public enum OnDelete {
    /** They stay as they are, and lead nowhere. */
    LEAVE,
    /** The object is not deleted while there are any. */
    REFUSE,
    /** They are taken out of the objects that hold them, each of which gets its next version. */
    CLEAR;

    /** The stored form. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rule whose stored form is {@code text}; {@link #LEAVE} for anything that is none. */
    public static OnDelete of(String text) {
        for (OnDelete rule : values()) {
            if (rule.text().equals(text)) {
                return rule;
            }
        }
        return LEAVE;
    }
}
