package io.sepia.backend.jpa;

/** A connection that keeps its prepared statements for as long as it lives. */
interface CachingConnection {
    /** Its statements; for the thread that has the connection. */
    StatementCache statements();
}
