package io.sepia.internal.backend.sql;

/** Receives the SQL of each statement that the store is about to execute. Not thread-safe, like the session. */
@FunctionalInterface
public interface StatementReport {
    /**
     * Reports a statement each time that it is used, not only when it is prepared.
     *
     * @return the SQL to execute, which an interceptor may have changed
     */
    String used(String sql);
}
