package io.sepia.cli.input;

/**
 * Thrown if one document of an input cannot be stored. The message gives the reason without quoting the document. The
 * catcher puts the document's place before it.
 */
public class BadDocumentException extends Exception {
    /** @param message a predicate that continues the place of the document, such as "has no id" */
    public BadDocumentException(String message) {
        super(message);
    }

    /** @param message a predicate that continues the place of the document, such as "has no id" */
    public BadDocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
