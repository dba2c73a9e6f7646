package io.sepia.cli.input;

/**
 * One document of an input that cannot be stored. The message says why, without showing the document; whoever knows the
 * place adds it.
 */
public final class BadDocumentException extends Exception {
    /** Continues the place of the document: "holds no id". */
    public BadDocumentException(String message) {
        super(message);
    }

    /** Continues the place of the document: "holds no id". */
    public BadDocumentException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
