package io.sepia.internal.functions;

import java.sql.SQLException;
import java.util.regex.Pattern;

/** Errors that depend on the values of a query. SQLite reports them with the code of a syntax error. */
public final class ValueErrors {
    private static final Pattern OF_SQLITE = Pattern.compile("integer overflow|malformed JSON");
    /** The message of the latest function of this library that has failed on this thread. */
    private static final ThreadLocal<String> LATEST = new ThreadLocal<>();

    private ValueErrors() {}

    static void note(String message) {
        LATEST.set(message);
    }

    /** Returns whether {@code error}, which was just thrown on this thread, is one. */
    public static boolean isOne(SQLException error) {
        String latest = LATEST.get();
        LATEST.remove();
        String message = String.valueOf(error.getMessage());
        return latest != null && message.contains(latest)
                || OF_SQLITE.matcher(message).find();
    }
}
