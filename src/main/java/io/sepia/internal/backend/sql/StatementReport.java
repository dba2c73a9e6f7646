package io.sepia.internal.backend.sql;

/** Receives the SQL of each statement that the store is about to execute. Used as the session is, by one thread. */
@FunctionalInterface
public interface StatementReport {
    /**
     * Reports a statement, each time that it is used and not only when it is compiled.
     *
     * @return the SQL to execute, which an interceptor may have changed
     */
    String used(String sql);
}
