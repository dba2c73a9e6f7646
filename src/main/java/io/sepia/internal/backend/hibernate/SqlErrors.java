package io.sepia.internal.backend.hibernate;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Errors of the driver, inside those of Hibernate. */
final class SqlErrors {
    private SqlErrors() {}

    /** The error of the driver behind one of Hibernate, or null. */
    static @Nullable SQLException behind(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
