package io.sepia.internal.json;

/** Exceptions of the application's code as causes of the store's: without their messages, which may contain values. */
public final class HiddenMessage {
    private HiddenMessage() {}

    /** Returns an exception with the class name and stack trace of {@code thrown}. */
    public static Throwable of(Throwable thrown) {
        RuntimeException shown = new RuntimeException(
                thrown.getClass().getName() + " (its message is omitted, because it may contain values)");
        shown.setStackTrace(thrown.getStackTrace());
        return shown;
    }
}
