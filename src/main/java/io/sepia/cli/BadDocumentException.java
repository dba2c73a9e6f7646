package io.sepia.cli;

/**
 * One document of an input that cannot be stored. The message says why, without showing the document; whoever knows the
 * place adds it.
 */
final class BadDocumentException extends Exception {
    BadDocumentException(String message) {
        super(message);
    }

    BadDocumentException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
