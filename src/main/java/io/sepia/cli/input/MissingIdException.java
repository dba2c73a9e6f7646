package io.sepia.cli.input;

/** Thrown if a document has no member with an id. */
public final class MissingIdException extends BadDocumentException {
    MissingIdException(String idProperty) {
        super("has no member \"" + idProperty + "\" to take its id from");
    }
}
