package io.sepia.internal.backend.hibernate;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds the driver's errors within Hibernate's exceptions. */
final class SqlErrors {
    private SqlErrors() {}

    /** Returns the first {@link SQLException} among {@code error} and its causes, or null. */
    static @Nullable SQLException behind(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
