package io.sepia.internal.backend.sql;

/** A connection that keeps its prepared statements for as long as it lives. */
public interface CachingConnection {
    /** Its statements; for the thread that has the connection. */
    StatementCache statements();

    /** Whether it has failed in a way that ended its transaction, or may have: it must not be used again. */
    boolean isPoisoned();
}
