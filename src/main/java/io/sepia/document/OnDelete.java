package io.sepia.document;

import java.util.Locale;

/** The rule of a class for references to its objects when these are deleted. See decision 0039. */
public enum OnDelete {
    /** References stay as they are; their target is missing. */
    LEAVE,
    /** The object is not deleted while there are references to it. */
    REFUSE,
    /** References are removed from the objects that hold them, each of which gets its next version. */
    CLEAR;

    /** Returns the stored form. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the rule whose stored form is {@code text}; {@link #LEAVE} for any other text. */
    public static OnDelete of(String text) {
        for (OnDelete rule : values()) {
            if (rule.text().equals(text)) {
                return rule;
            }
        }
        return LEAVE;
    }
}
