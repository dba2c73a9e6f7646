package io.sepia.internal.migration;

/** Thrown by a step that does not fit a document; the message contains no content of it. */
final class StepFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailure(String message) {
        super(message);
    }
}
